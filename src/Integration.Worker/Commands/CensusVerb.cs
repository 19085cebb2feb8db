using System.CommandLine;
using System.Globalization;
using Integration.Routing.Folds.Beds;
using Integration.Worker.Hosting;

namespace Integration.Worker.Commands;

/// <summary>integration census</summary>
internal static class CensusVerb
{
    /// <summary>What the folds keep of stays that are over, unless told otherwise.</summary>
    private const int MostHours = 168;

    public static Command Create()
    {
        var settings = CommonOptions.SettingsFile();
        var json = CommonOptions.Json();
        var unit = new Option<string?>("--unit") { Description = "Only this nursing unit, by its code." };
        var hours = new Option<int>("--hours") { Description = $"How many full hours back, 1 to {MostHours}.", DefaultValueFactory = _ => 8 };
        hours.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (!int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count is < 1 or > MostHours))
            {
                result.AddError($"--hours: 1 to {MostHours}, not {result.Tokens[0].Value}.");
            }
        });
        var command = new Command("census", "How many patients were in each unit at each full hour (UTC), and which beds are held now; counted, never named.") { settings, unit, hours, json };
        command.Runs(async (parsed, cancellationToken) =>
        {
            var only = parsed.GetValue(unit);
            var now = TimeProvider.System.GetUtcNow();
            var hour = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);
            List<DateTimeOffset> instants = [.. Enumerable.Range(0, parsed.GetValue(hours)).Reverse().Select(back => hour.AddHours(-back)), now];
            await using var journal = await JournalSession.OpenAsync(parsed.GetValue(settings), cancellationToken);
            var units = (await journal.RememberedAsync(UnitFold.Name, only, cancellationToken)).Select(fold => new UnitRow(fold.Key.Key, Census.OfUnit(fold.State!, instants))).ToList();
            var beds = (await journal.RememberedAsync(BedFold.Name, null, cancellationToken))
                .Select(fold => Census.OfBed(fold.Key.Key, fold.State!, now)).OfType<Occupancy>().Where(bed => only is null || bed.Unit == only).ToList();
            if (parsed.GetValue(json))
            {
                Output.Json(new { At = instants, Units = units, Beds = beds });
                return ExitCode.Done;
            }

            Output.Table("Census", ["unit", .. instants.SkipLast(1).Select(Hour), "now"], units.Select(row => (IReadOnlyList<string>)[row.Unit, .. row.Patients.Select(count => Output.Number(count))]));
            Output.Table(
                "Beds held now",
                ["unit", "bed", "since", "note"],
                beds.Select(bed => (IReadOnlyList<string>)[bed.Unit, bed.Bed, Output.Time(bed.Since), bed.Visits > 1 ? $"{Output.Number(bed.Visits)} VISITS" : bed.Absent ? "on leave" : ""]));
            return ExitCode.Done;
        });
        return command;
    }

    private static string Hour(DateTimeOffset instant) => instant.UtcDateTime.ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <param name="Patients">At each instant, in their order.</param>
    private sealed record UnitRow(string Unit, IReadOnlyList<int> Patients);
}
