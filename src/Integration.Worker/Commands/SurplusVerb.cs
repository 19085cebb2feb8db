using System.CommandLine;
using System.Globalization;
using Integration.Odoo;
using Integration.Pipeline;
using Integration.Reconciliation;
using Integration.Worker.Hosting;

namespace Integration.Worker.Commands;

/// <summary>integration surplus</summary>
internal static class SurplusVerb
{
    private static readonly TimeSpan UsuallySince = TimeSpan.FromDays(30);

    public static Command Create()
    {
        var file = CommonOptions.SettingsFile();
        var json = CommonOptions.Json();
        var since = CommonOptions.Since();
        var command = new Command("surplus", "List what Odoo's reordering rules bought for cases that were called off since (30 days unless said otherwise), by item; reads only; exit code 1 if there is any.") { since, file, json };
        command.Runs(async (parsed, cancellationToken) =>
        {
            var settings = Settings.Read(WorkerConfiguration.Read(parsed.GetValue(file)), Roles.All);
            var from = Moments.Read("--since", parsed.GetValue(since)) ?? TimeProvider.System.GetUtcNow() - UsuallySince;
            var found = new List<SurplusItem>();
            foreach (var database in settings.Stages.Odoo)
            {
                using var http = OdooHttp.Create(database.Connection);
                var odoo = new OdooClient(http, database.Connection, TimeProvider.System);
                foreach (var company in settings.Stages.Interfaces.Where(feed => feed.Database == database.Name).Select(feed => feed.Company).Distinct())
                {
                    found.AddRange(await new SurplusReading(odoo, company).ReadAsync(from, cancellationToken));
                }
            }

            if (parsed.GetValue(json))
            {
                Output.Json(found);
            }
            else
            {
                Print(found);
            }

            return found.Count == 0 ? ExitCode.Done : ExitCode.Found;
        });
        return command;
    }

    private static void Print(List<SurplusItem> found)
    {
        if (found.Count == 0)
        {
            Output.Line("Nothing was bought for cases that were called off.");
            return;
        }

        Output.Table(
            "Bought for cases that were called off",
            ["item", "called off", "bought", "still needed", "surplus", "orders", "cases"],
            found.Select(one => (IReadOnlyList<string>)
            [
                one.Item, Number(one.Cancelled), Number(one.Bought), Number(one.Needed), Number(one.Surplus), string.Join(", ", one.Orders), string.Join(", ", one.Cases),
            ]));
        Output.Line("A buyer reduces these orders in Odoo, or keeps them for the shelf.");
    }

    private static string Number(decimal value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
