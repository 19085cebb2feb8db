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

            var gate = roles.HasFlag(Roles.Deliver) ? services.GetRequiredService<OdooGate>().State : "not delivering";
            return Results.Text($"ready; odoo: {gate}", statusCode: gate == OdooGate.WrongDatabase ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
        });
        application.MapGet("/metrics", async (MetricsPage page, CancellationToken cancellationToken) =>
            Results.Text(await page.WriteAsync(cancellationToken), MetricsPage.ContentType));
    }
}
