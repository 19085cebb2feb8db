using System.CommandLine;
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
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return ExitCode.Done;
            }
        });
}
