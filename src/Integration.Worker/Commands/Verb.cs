using System.CommandLine;
using System.Net.Sockets;
using Integration.Journal;
using Integration.Odoo;
using Integration.Worker.Hosting;

namespace Integration.Worker.Commands;

/// <summary>What every verb does with trouble it cannot solve: one plain paragraph on standard error and an exit code, never a stack trace.</summary>
internal static class Verb
{
    public static void Runs(this Command command, Func<ParseResult, CancellationToken, Task<int>> action) =>
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                return await action(parsed, cancellationToken);
            }
            catch (SettingsException fault)
            {
                await Console.Error.WriteLineAsync($"The settings cannot be used; nothing was started. {fault.Errors.Count} to mend:");
                foreach (var error in fault.Errors)
                {
                    await Console.Error.WriteLineAsync($"  - {error}");
                }

                return ExitCode.Unusable;
            }
            catch (JournalUnavailableException fault)
            {
                await Console.Error.WriteLineAsync($"The journal does not answer: {fault.Message} Check Integration:Journal and that the database runs; 'integration doctor' says more.");
                return ExitCode.Unavailable;
            }
            catch (OdooFault fault)
            {
                await Console.Error.WriteLineAsync($"Odoo: {fault.Kind}: {fault.Message} 'integration doctor' says what to do.");
                return ExitCode.Unavailable;
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or SocketException)
            {
                await Console.Error.WriteLineAsync($"The system refuses: {fault.Message}");
                return ExitCode.Unavailable;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return ExitCode.Done;
            }
#pragma warning disable CA1031 // The last resort. The message of an unknown exception may hold content of a message: its kind and place are all that is shown.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                await Console.Error.WriteLineAsync($"A defect of this program: {fault.GetType().Name} in {fault.TargetSite?.DeclaringType?.FullName}.{fault.TargetSite?.Name}. Report it with this line.");
                return ExitCode.Defect;
            }
        });
}
