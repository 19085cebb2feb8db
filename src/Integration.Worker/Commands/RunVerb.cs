using System.CommandLine;
using Integration.Pipeline;
using Integration.Worker.Hosting;

namespace Integration.Worker.Commands;

/// <summary>integration run</summary>
internal static class RunVerb
{
    public static Command Create()
    {
        var settings = CommonOptions.SettingsFile();
        var role = new Option<string>("--role")
        {
            Description = "Which roles this process runs, separated by commas: ingest, process, deliver, reconcile.",
            DefaultValueFactory = _ => "ingest,process,deliver,reconcile",
        };
        var command = new Command("run", "Run the worker until it is told to stop.") { role, settings };
        command.Runs(async (parsed, cancellationToken) =>
        {
            var roles = RolesOf(parsed.GetRequiredValue(role));
            var configuration = WorkerConfiguration.Read(parsed.GetValue(settings));
            await using var worker = WorkerHost.Build(Settings.Read(configuration, roles), roles, WorkerLogging.Production(configuration));
            await worker.RunAsync(cancellationToken);
            return ExitCode.Done;
        });
        return command;
    }

    private static Roles RolesOf(string names)
    {
        var roles = Roles.None;
        var errors = new List<string>();
        foreach (var name in names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (Enum.TryParse<Roles>(name, ignoreCase: true, out var one) && Enum.IsDefined(one) && one != Roles.None)
            {
                roles |= one;
            }
            else
            {
                errors.Add($"--role: there is no role '{name}'; there are ingest, process, deliver, reconcile.");
            }
        }

        if (roles == Roles.None)
        {
            errors.Add("--role: name at least one role.");
        }

        return errors.Count > 0 ? throw new SettingsException(errors) : roles;
    }
}
