using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace Integration.Worker.Drill;

/// <summary>A worker, or one verb, of the program under test as a process of its own: it can be killed with -9 and frozen. All it writes is kept in a file.</summary>
internal sealed class WorkerUnderTest : IAsyncDisposable
{
    /// <summary>Sets limits of a process that runs; part of every Debian.</summary>
    public const string Limits = "/usr/bin/prlimit";

    private readonly Process _process;
    private readonly Task _reading;
    private readonly StreamWriter _log;

    private WorkerUnderTest(Process process, string log)
    {
        _process = process;
        _log = new StreamWriter(new FileStream(log, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
        Log = log;
        var writing = TextWriter.Synchronized(_log);
        _reading = Task.WhenAll(CopyAsync(process.StandardOutput, writing), CopyAsync(process.StandardError, writing));
    }

    /// <summary>Where its output is kept.</summary>
    public string Log { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>137 after a kill.</summary>
    public int ExitCode => _process.ExitCode;

    /// <param name="program">The worker's executable or .dll; null for the one that runs now.</param>
    /// <param name="environment">Its settings.</param>
    /// <param name="log">A file that what it writes is added to.</param>
    /// <param name="arguments">The verb and what follows.</param>
    public static WorkerUnderTest Start(string? program, IReadOnlyDictionary<string, string> environment, string log, params IEnumerable<string> arguments) =>
        new(Process.Start(Command(program, environment, arguments))!, log);

    /// <summary>Runs a verb to its end, for what it printed.</summary>
    public static async Task<(int ExitCode, string Printed, string Errors)> RunAsync(string? program, IReadOnlyDictionary<string, string> environment, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(Command(program, environment, arguments))!;
        var printed = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = await process.StandardError.ReadToEndAsync(cancellationToken);
        var answer = await printed;
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, answer, errors);
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>SIGSTOP: it lives on and does nothing, as in a machine that was suspended.</summary>
    public Task FreezeAsync() => SignalAsync("-STOP");

    /// <summary>SIGCONT.</summary>
    public Task ThawAsync() => SignalAsync("-CONT");

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        await _reading;
        await _log.DisposeAsync();
        _process.Dispose();
    }

    private static async Task CopyAsync(StreamReader from, TextWriter to)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            await to.WriteLineAsync(line);
        }
    }

    private static ProcessStartInfo Command(string? program, IReadOnlyDictionary<string, string> environment, IEnumerable<string> arguments)
    {
        var own = Environment.ProcessPath!;
        var (file, dll) = program is not null
            ? program.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? ("dotnet", program) : (program, null)
            : Path.GetFileNameWithoutExtension(own) == "dotnet" ? (own, Assembly.GetExecutingAssembly().Location) : (own, null);
        // A write beyond the limit of a file is to be refused, as on a full disk; without this it would end the process.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", file]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in dll is null ? arguments : arguments.Prepend(dll))
        {
            start.ArgumentList.Add(argument);
        }

        // Nothing of the drill's own settings: the worker under test has a place of its own.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("Integration__", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(CancellationToken.None);
    }
}
