using System.CommandLine;
using Integration.Mapping;
using Integration.Odoo;
using Integration.Pipeline;
using Integration.Worker.Hosting;
using Integration.Worker.Provisioning;

namespace Integration.Worker.Commands;

/// <summary>integration provision</summary>
internal static class ProvisionVerb
{
    public static Command Create()
    {
        var settings = CommonOptions.SettingsFile();
        var json = CommonOptions.Json();
        var plan = new Option<bool>("--plan") { Description = "Only say what would be done; exit code 1 if there is anything." };
        var user = new Option<string>("--user") { Description = "Login of an administrator of Odoo. Only this verb needs one; the worker never does.", Required = true };
        var password = new Option<FileInfo>("--password-file") { Description = "A file with that user's password in its first line.", Required = true };
        var service = new Option<FileInfo?>("--service-password-file") { Description = "A file with the password the service user gets when it is made." };
        var database = new Option<string?>("--database") { Description = "Which database of the settings, where there are several." };
        var overwrite = new Option<bool>("--overwrite") { Description = "Take the files' values also where people changed them; the plan names each." };
        var command = new Command("provision", "Put the master data of the network files into Odoo: switches, warehouse, places, units, items, vendors, projects, equipment, accounts and the service user. Running it again changes nothing.")
        {
            plan, user, password, service, database, overwrite, settings, json,
        };
        command.Runs(async (parsed, cancellationToken) =>
        {
            var configuration = WorkerConfiguration.Read(parsed.GetValue(settings));
            var chosen = Choose(configuration, parsed.GetValue(database));
            var files = Files(configuration);
            var options = new ProvisionOptions(!parsed.GetValue(plan), parsed.GetValue(overwrite), chosen.User, parsed.GetValue(service) is { } file ? Secret(file) : null);
            var connection = chosen with { User = parsed.GetRequiredValue(user), Secret = Secret(parsed.GetRequiredValue(password)), SecretFile = null, PasswordFile = null, Protocol = OdooProtocol.JsonRpc };
            try
            {
                var odoo = new MasterOdoo(new OdooClient(OdooHttp.Create(connection), connection, TimeProvider.System));
                var steps = await new Provision(odoo, files, options).RunAsync(cancellationToken);
                if (parsed.GetValue(json))
                {
                    Output.Json(steps);
                }
                else
                {
                    Print(steps, options.Applies, connection);
                }

                return steps.Any(step => step.Act == ProvisionAct.Conflict || (step.Writes && !options.Applies)) ? ExitCode.Found : ExitCode.Done;
            }
            catch (ProvisionRefused fault)
            {
                await Console.Error.WriteLineAsync(fault.Message);
                return ExitCode.Unusable;
            }
        });
        return command;
    }

    private static OdooConnection Choose(IConfiguration configuration, string? name)
    {
        var errors = new List<string>();
        var databases = OdooSettings.ReadAll(configuration, errors);
        if (errors.Count > 0)
        {
            throw new SettingsException(errors);
        }

        var chosen = databases.Where(one => name is null || one.Name == name).ToList();
        return chosen is [var one] ? one.Connection : throw new SettingsException([$"--database: name one of {string.Join(", ", databases.Select(one => one.Name))}."]);
    }

    private static NetworkFiles Files(IConfiguration configuration)
    {
        var folder = NetworkFiles.Folder(configuration);
        if (!Directory.Exists(folder))
        {
            throw new SettingsException([$"{MappingFiles.Section}:Network: there must be a folder {folder}; its README says what each file holds."]);
        }

        var problems = new List<FileProblem>();
        var files = NetworkFiles.Read(folder, problems);
        if (files["companies"].Count == 0)
        {
            problems.Add(new FileProblem(Path.Combine(folder, "companies.csv"), 0, "There must be a company with its warehouse."));
        }

        return problems.Count == 0 ? files : throw new SettingsException([.. problems.Select(problem => problem.ToString())]);
    }

    private static string Secret(FileInfo file) =>
        file.Exists ? File.ReadLines(file.FullName).FirstOrDefault("").Trim() : throw new SettingsException([$"There is no file {file.FullName}."]);

    private static void Print(IReadOnlyList<PlannedStep> steps, bool applied, OdooConnection connection)
    {
        foreach (var step in steps)
        {
            var change = step.Was is null && step.Wanted is null ? "" : step.Was is null ? $": {step.Wanted}" : $": '{step.Was}' → '{step.Wanted}'";
            Output.Line($"{Output.Word(step.Act),-9} {step.Model} {step.Label}{(step.Field is null ? "" : $", {step.Field}")}{change}{(step.Note is null ? "" : $" ({step.Note})")}");
        }

        var counts = string.Join(", ", steps.GroupBy(step => step.Act).OrderBy(act => act.Key).Select(act => $"{act.Count()} to {Output.Word(act.Key)}"));
        Output.Line(steps.Any(step => step.Writes || step.Act == ProvisionAct.Conflict)
            ? $"{connection.Database} at {connection.Url}: {counts}; {(applied ? "done" : "nothing was done yet")}."
            : $"{connection.Database} at {connection.Url} has all of it{(steps.Count == 0 ? "" : $" ({counts})")}.");
    }
}
