using System.CommandLine;
using Integration.Worker.Drill;

namespace Integration.Worker.Commands;

/// <summary>integration drill</summary>
internal static class DrillVerb
{
    private const double MinutesUnlessGiven = 4;

    public static Command Create()
    {
        var minutes = new Option<double>("--minutes") { Description = $"How long traffic goes on at least; {MinutesUnlessGiven} unless given.", DefaultValueFactory = _ => MinutesUnlessGiven };
        var seed = new Option<int?>("--seed") { Description = "Everything that is left to chance follows from it; another one each time unless given." };
        var faults = new Option<string?>("--faults") { Description = $"Only these, by commas: {string.Join(", ", DrillFaults.All.Select(fault => fault.Name))}." };
        var real = new Option<bool>("--odoo") { Description = "In place of the stand-in, the Odoo that Integration:Odoo:main names: provisioned with the synthetic network, and nobody may have worked in it yet. People's logins are in Integration:Drill." };
        var worker = new Option<FileInfo?>("--worker") { Description = "Another build of this program (its .dll or executable) to put to the test." };
        var reports = new Option<DirectoryInfo>("--reports") { Description = "Where the dated report goes; drills in the working folder unless given.", DefaultValueFactory = _ => new DirectoryInfo("drills") };
        var json = CommonOptions.Json();
        var command = new Command("drill", "Prove it: a hospital sends, everything that can go wrong does, and what Odoo holds is counted independently. Exit code 0 only if every promise holds.") { minutes, seed, faults, real, worker, reports, json };
        command.Runs((parsed, cancellationToken) =>
        {
            var named = parsed.GetValue(faults)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
            var plan = new DrillPlan(parsed.GetValue(seed) ?? Random.Shared.Next(1, 1_000_000), parsed.GetValue(minutes), DrillFaults.Named(named));
            return new DrillHost(plan, parsed.GetValue(real), parsed.GetValue(worker)?.FullName, parsed.GetRequiredValue(reports), parsed.GetValue(json)).RunAsync(cancellationToken);
        });
        return command;
    }
}
