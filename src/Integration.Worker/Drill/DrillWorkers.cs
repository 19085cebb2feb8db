using System.Globalization;
using System.Text.Json;
using Integration.Sandbox.Faults;

namespace Integration.Worker.Drill;

/// <summary>
/// The workers of a drill: the crew that is meant to run all the while (one with every role; beside it, where a broker and a server hold the work, a second that processes and delivers), and whatever else an episode starts.
/// </summary>
internal sealed class DrillWorkers(DrillPlace place, string? program, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan s_start = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private readonly string[][] _roles = place.HasCrew ? [[], ["--role", "process,deliver"]] : [[]];
    private readonly Dictionary<int, WorkerUnderTest> _crew = [];
    private readonly List<WorkerUnderTest> _guests = [];
    private int _started;

    /// <summary>Of the crew, those that were started last and not taken off with <see cref="KillAsync"/>. The first receives.</summary>
    public IReadOnlyList<WorkerUnderTest> Crew => [.. _crew.OrderBy(member => member.Key).Select(member => member.Value)];

    /// <summary>How many the crew has when it is complete.</summary>
    public int Size => _roles.Length;

    /// <summary>Starts those of the crew that do not run and waits until they are ready.</summary>
    /// <exception cref="DrillFailure">One is not.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        for (var number = 0; number < _roles.Length; number++)
        {
            await StartAsync(number, cancellationToken);
        }
    }

    /// <summary>Starts that one of the crew, unless it runs.</summary>
    public async Task<WorkerUnderTest> StartAsync(int number, CancellationToken cancellationToken)
    {
        if (_crew.TryGetValue(number, out var running) && !running.HasExited)
        {
            return running;
        }

        if (running is not null)
        {
            await running.DisposeAsync();
        }

        return _crew[number] = await ReadyAsync(new Dictionary<string, string>(), _roles[number], cancellationToken)
            ?? throw new DrillFailure($"A worker ended while it started; its log is {place.LogFile($"worker-{Text(_started)}")}.");
    }

    /// <summary>Starts one that is not of the crew, and waits until it is ready or has ended. It is killed when the episode is over.</summary>
    /// <param name="more">Settings besides those of the place.</param>
    /// <param name="arguments">Of the verb <c>run</c>, such as <c>--role process,deliver</c>.</param>
    /// <param name="cancellationToken">Of the waiting.</param>
    public async Task<WorkerUnderTest> StartGuestAsync(IReadOnlyDictionary<string, string> more, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var (worker, port) = Begin(more, arguments);
        _guests.Add(worker);
        await UntilReadyAsync(worker, port, cancellationToken);
        return worker;
    }

    /// <summary>Starts a verb and does not wait for anything. It is killed when the episode is over.</summary>
    public WorkerUnderTest StartVerb(IReadOnlyDictionary<string, string> more, IReadOnlyList<string> arguments)
    {
        var verb = WorkerUnderTest.Start(program, With(more), place.LogFile($"verb-{Text(Interlocked.Increment(ref _started))}"), arguments);
        _guests.Add(verb);
        return verb;
    }

    /// <summary>kill -9 for all of the crew.</summary>
    public async Task KillAsync()
    {
        foreach (var worker in _crew.Values)
        {
            await worker.DisposeAsync();
        }

        _crew.Clear();
    }

    /// <summary>What an episode started besides the crew is gone.</summary>
    public async Task DismissGuestsAsync()
    {
        foreach (var guest in _guests)
        {
            await guest.DisposeAsync();
        }

        _guests.Clear();
    }

    /// <summary>A verb of the program under test, run to its end as an operator would.</summary>
    public Task<(int ExitCode, string Printed, string Errors)> RunVerbAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        WorkerUnderTest.RunAsync(program, place.Environment, arguments, cancellationToken);

    /// <summary>What waits for a person, as <c>integration exceptions</c> says it.</summary>
    public Task<IReadOnlyList<DrillException>> ExceptionsAsync(CancellationToken cancellationToken) => AskAsync<IReadOnlyList<DrillException>>("exceptions", cancellationToken);

    /// <summary>What became of everything, as <c>integration ledger</c> says it.</summary>
    public Task<DrillLedger> LedgerAsync(CancellationToken cancellationToken) => AskAsync<DrillLedger>("ledger", cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await DismissGuestsAsync();
        await KillAsync();
        _http.Dispose();
    }

    private async Task<T> AskAsync<T>(string verb, CancellationToken cancellationToken)
    {
        var (_, printed, errors) = await RunVerbAsync([verb, "--json"], cancellationToken);
        return printed.Length > 0 ? JsonSerializer.Deserialize<T>(printed, JsonSerializerOptions.Web)! : throw new DrillFailure($"'integration {verb} --json' printed nothing: {errors}");
    }

    private async Task<WorkerUnderTest?> ReadyAsync(IReadOnlyDictionary<string, string> more, string[] arguments, CancellationToken cancellationToken)
    {
        var (worker, port) = Begin(more, arguments);
        return await UntilReadyAsync(worker, port, cancellationToken) ? worker : null;
    }

    private (WorkerUnderTest Worker, int Port) Begin(IReadOnlyDictionary<string, string> more, IReadOnlyList<string> arguments)
    {
        var port = FreePorts.Next();
        var environment = With(more);
        environment["Integration__Health__Port"] = Text(port);
        return (WorkerUnderTest.Start(program, environment, place.LogFile($"worker-{Text(Interlocked.Increment(ref _started))}"), ["run", .. arguments]), port);
    }

    private Dictionary<string, string> With(IReadOnlyDictionary<string, string> more)
    {
        var environment = new Dictionary<string, string>(place.Environment);
        foreach (var (name, value) in more)
        {
            environment[name] = value;
        }

        return environment;
    }

    /// <returns>False when it ended first.</returns>
    private async Task<bool> UntilReadyAsync(WorkerUnderTest worker, int port, CancellationToken cancellationToken)
    {
        for (var until = time.GetUtcNow() + s_start; time.GetUtcNow() < until; await Task.Delay(s_look, time, cancellationToken))
        {
            if (worker.HasExited)
            {
                return false;
            }

            try
            {
                using var answer = await _http.GetAsync(new Uri($"http://127.0.0.1:{Text(port)}/health/ready"), cancellationToken);
                if (answer.IsSuccessStatusCode)
                {
                    return true;
                }
            }
            catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
            {
                // Not listening yet.
            }
        }

        throw new DrillFailure($"A worker was not ready within {s_start.TotalSeconds:0} s; its log is {worker.Log}.");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>One entry of <c>integration exceptions --json</c>.</summary>
/// <param name="Waiting">How many wait for it.</param>
internal sealed record DrillException(string Kind, string Subject, string Reason, int Waiting);
