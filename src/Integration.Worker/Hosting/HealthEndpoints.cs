using Integration.Journal;
using Integration.Pipeline;

namespace Integration.Worker.Hosting;

/// <summary>
/// live: the process answers. ready: it can do its work (the journal answers; where it delivers, Odoo is the right one). An Odoo that is away does not make it unready: messages are still accepted.
/// </summary>
internal static class HealthEndpoints
{
    public static void Map(WebApplication application, Roles roles)
    {
        application.MapGet("/health/live", () => Results.Text("live"));
        application.MapGet("/health/ready", async (IJournal journal, IServiceProvider services, CancellationToken cancellationToken) =>
        {
            try
            {
                await journal.TableRevisionAsync(cancellationToken);
            }
            catch (JournalUnavailableException fault)
            {
                return Results.Text($"not ready: the journal does not answer: {fault.Message}", statusCode: StatusCodes.Status503ServiceUnavailable);
            }

            var states = roles.HasFlag(Roles.Deliver) ? services.GetRequiredService<OdooDatabases>().All.Select(database => (database.Name, database.Gate.State)).ToList() : [];
            var odoo = states.Count == 0 ? "not delivering" : string.Join(", ", states.Select(one => $"{one.Name} {one.State}"));
            return Results.Text($"ready; odoo: {odoo}", statusCode: states.Any(one => one.State == OdooGate.WrongDatabase) ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
        });
        application.MapGet("/metrics", async (MetricsPage page, CancellationToken cancellationToken) =>
            Results.Text(await page.WriteAsync(cancellationToken), MetricsPage.ContentType));
    }
}
