using System.Collections.Concurrent;
using System.Diagnostics;

namespace Integration.SystemTests.Support;

/// <summary>The worker as a process of its own, so that it can be killed with -9.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeOut = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestRun = TimeSpan.FromMinutes(8);
    private static readonly TimeSpan LookPause = TimeSpan.FromMilliseconds(100);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _printed = new();

    private WorkerProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) =>
        {
            _output.Enqueue(line.Data ?? "");
            _printed.Enqueue(line.Data ?? "");
        };
        process.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "Integration.Worker.dll");

    /// <summary>Everything it wrote: its log, and what a verb printed.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>Standard output alone: what a program that reads the answer of a verb would get.</summary>
    public string Printed => string.Join('\n', _printed);

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>Starts a verb and does not wait for anything.</summary>
    public static WorkerProcess Start(IReadOnlyDictionary<string, string> environment, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        };
        // The shipped interface file names it, so that no worker listens without it.
        start.Environment[Installation.EhrSecretVariable] = Installation.EhrSecret;
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new WorkerProcess(Process.Start(start)!);
    }

    /// <summary>Runs a verb to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(IReadOnlyDictionary<string, string> environment, params IEnumerable<string> arguments)
    {
        await using var worker = Start(environment, arguments);
        await worker.ExitAsync(LongestRun);
        return (worker.ExitCode, worker.Output);
    }

    /// <summary>Runs a verb to its end, for what it printed.</summary>
    public static async Task<WorkerProcess> EndedAsync(IReadOnlyDictionary<string, string> environment, params IEnumerable<string> arguments)
    {
        var worker = Start(environment, arguments);
        await worker.ExitAsync(LongestRun);
        return worker;
    }

    /// <summary>Starts <c>run</c> and waits until it is ready, or has ended.</summary>
    public static async Task<WorkerProcess> RunningAsync(IReadOnlyDictionary<string, string> environment, int healthPort, params IEnumerable<string> arguments)
    {
        var worker = Start(environment, ["run", .. arguments]);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{healthPort}") };
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < StartTimeOut)
        {
            if (worker.HasExited)
            {
                return worker;
            }

            try
            {
                using var answer = await http.GetAsync("/health/ready");
                if (answer.IsSuccessStatusCode)
                {
                    return worker;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(LookPause, TimeProvider.System);
        }

        await worker.DisposeAsync();
        throw new TimeoutException($"The worker was not ready within {StartTimeOut}:\n{worker.Output}");
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
    }

    /// <summary>SIGSTOP: it lives on and does nothing, as in a machine that was suspended.</summary>
    public Task FreezeAsync() => SignalAsync("-STOP");

    /// <summary>SIGCONT.</summary>
    public Task ThawAsync() => SignalAsync("-CONT");

    /// <summary>Waits for it to end by itself.</summary>
    public async Task ExitAsync(TimeSpan most)
    {
        using var limit = new CancellationTokenSource(most, TimeProvider.System);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            await KillAsync();
            throw new TimeoutException($"The worker did not end within {most}:\n{Output}");
        }
    }

    /// <summary>SIGTERM, and the graceful stop it asks for.</summary>
    public async Task StopAsync()
    {
        if (!_process.HasExited)
        {
            await SignalAsync("-TERM");
        }

        await ExitAsync(TimeSpan.FromSeconds(90));
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [signal, _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }
}
