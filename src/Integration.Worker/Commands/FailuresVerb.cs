using System.CommandLine;
using System.Globalization;
using Integration.Contracts;
using Integration.Delivery;
using Integration.Odoo;
using Integration.Worker.Hosting;

namespace Integration.Worker.Commands;

/// <summary>integration failures</summary>
internal static class FailuresVerb
{
    public static Command Create()
    {
        var settings = CommonOptions.SettingsFile();
        var json = CommonOptions.Json();
        var command = new Command("failures", "What each answer of Odoo means, what is done about it, and what people do; the first row that fits decides.") { settings, json };
        command.Runs((parsed, _) =>
        {
            var errors = new List<string>(OdooFaults.Errors);
            var delivery = Settings.Bind<DeliveryOptions>(WorkerConfiguration.Read(parsed.GetValue(settings)), DeliveryOptions.Section, errors);
            errors.AddRange(delivery.Errors());
            if (errors.Count > 0)
            {
                throw new SettingsException(errors);
            }

            var plans = new DeliveryFailures(delivery, Random.Shared);
            if (parsed.GetValue(json))
            {
                Output.Json(OdooFaults.Table.Select(row => Document(row, plans)));
            }
            else
            {
                Print(plans);
            }

            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    /// <summary>In words: <c>tried again after 1 s, 3 s, 10 s, then parked</c>.</summary>
    public static string Words(FailurePlan plan) => plan.Kind switch
    {
        PostingResultKind.Retry => $"tried again after {string.Join(", ", plan.Delays.Select(Time))}, then {(plan.IsEndless ? $"every {Time(plan.Delays[^1])}" : "parked")}",
        PostingResultKind.Held => "held until released",
        PostingResultKind.Parked => "parked until released",
        PostingResultKind.Protected => "left alone, with a break",
        PostingResultKind.Posted or PostingResultKind.Withdrawn or PostingResultKind.NotTried => throw new System.Diagnostics.UnreachableException(),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static void Print(DeliveryFailures plans)
    {
        Output.Table("When Odoo says", ["source", "exception", "status", "message", "it is", "outcome", "what people do"], OdooFaults.Table.Select(row => (IReadOnlyList<string>)
            [row.Source ?? "any", row.Exception ?? "any", row.Status ?? "any", row.Message?.ToString() ?? "any", $"{row.Kind}", Outcome(row), row.Remedy]));
        Output.Table("What is done", ["kind", "posting"], Enum.GetValues<OdooFaultKind>().Select(kind => (IReadOnlyList<string>)[$"{kind}", Words(plans.PlanFor(Refusals.KindOf(kind)))]));
        Output.Line($"Delays are longer by up to {plans.Jitter.ToString("P0", CultureInfo.InvariantCulture)}, at random. An unknown outcome is read in Odoo before anything is tried again.");
    }

    private static object Document(OdooFaultRow row, DeliveryFailures plans)
    {
        var kind = Refusals.KindOf(row.Kind);
        var plan = plans.PlanFor(kind);
        return new
        {
            row.Line,
            row.Source,
            row.Exception,
            row.Status,
            Message = row.Message?.ToString(),
            OdooKind = row.Kind,
            FailureKind = kind,
            Outcome = Outcome(row),
            row.Remedy,
            Posting = plan.Kind,
            DelaySeconds = plan.Delays.Select(delay => delay.TotalSeconds),
            plan.IsEndless,
        };
    }

    private static string Outcome(OdooFaultRow row) => row.OutcomeUnknown ? "unknown" : "known";

    private static string Time(TimeSpan delay) => delay < TimeSpan.FromMinutes(2)
        ? string.Create(CultureInfo.InvariantCulture, $"{delay.TotalSeconds:0.#} s")
        : string.Create(CultureInfo.InvariantCulture, $"{delay.TotalMinutes:0.#} min");
}
