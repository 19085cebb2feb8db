using System.Globalization;
using System.Text.Json.Nodes;
using Integration.Contracts;
using Integration.Odoo;
using Integration.Sandbox.Fhir;
using Integration.SystemTests.Support;
using static Integration.SystemTests.Scenarios.Fhir.When_an_ehr_posts_its_orders;

namespace Integration.SystemTests.Scenarios.Fhir;

/// <summary>
/// A worker on real servers asks an EHR and is told by it, while everything fails that can: notifications, the worker at the commit of a poll, the EHR. By itself it would ask once an hour, so that all it finds in time it finds through the subscription, or because it knows what it
/// was not told.
/// </summary>
[Needs(Postgres.Server, Broker.Address, Broker.Management, RealOdoo.Url)]
public sealed class When_an_ehr_is_polled(RealOdoo odoo) : IClassFixture<RealOdoo>, IAsyncLifetime
{
    private const int Killed = 137;
    private const string Order = "RP-1";
    private static readonly TimeSpan s_soon = TimeSpan.FromMinutes(2);
    private static readonly string[] s_polled = ["Appointment", "SupplyRequest", "Task"];
    private static readonly int s_year = TimeProvider.System.GetUtcNow().Year + 1;

    private Installation _installation = null!;
    private FhirSandbox _ehr = null!;

    private static CancellationToken None => CancellationToken.None;

    public async Task InitializeAsync()
    {
        _installation = await Installation.MakeAsync(odoo);
        _ehr = await FhirSandbox.StartAsync(new FhirSandboxOptions(), TimeProvider.System, None);
        await ConnectAsync();
    }

    public async Task DisposeAsync()
    {
        await _ehr.DisposeAsync();
        await _installation.DisposeAsync();
    }

    [RealFact]
    public async Task Each_version_is_one_message_and_Odoo_holds_what_stands_whatever_failed_on_the_way()
    {
        var administrator = await _installation.OdooAsync(OdooRole.Administrator);
        var books = new OdooBooks(administrator);
        var (transfersBefore, ordersBefore) = (await books.NewestTransferAsync(), await CountAsync(administrator, "purchase.order"));

        await using (var worker = await _installation.StartWorkerAsync())
        {
            await SubscribedAsync(worker);
            await LoseAndRepeatAsync(worker);
            await worker.KillAsync();
        }

        _ehr.Store.Put(Approval(Order, "accepted"));
        foreach (var (point, id, day) in PollPoint.All.Zip(["d", "e"], [18, 19])) await KillAsync(point, id, day);

        await _installation.LetLeasesRunOutAsync();
        await using var last = await _installation.StartWorkerAsync();
        await TakenAsync(last);
        Assert.Equal(["2 Units of 1002 at 910"], Assert.Single(await books.OrdersAsync(Order)).Wants);
        await RestartEhrAsync(last);

        Assert.Equal(Told(), await JournalledAsync());
        Assert.Empty(await _installation.Database.TextsAsync("select type || ' ' || outcome from message where outcome not in ('Processed', 'Duplicate')"));
        var order = Assert.Single(await books.OrdersAsync(Order));
        Assert.Equal(("draft", "4 Units of 1002 at 910"), (order.State, Assert.Single(order.Wants)));
        Assert.Equal(ordersBefore + 1, await CountAsync(administrator, "purchase.order"));
        var transfers = await books.TransfersAsync(OdooDomain.Where("id", ">", transfersBefore));
        Assert.Equal([At(15), At(18), At(19), At(26)], transfers.Where(transfer => transfer.State != "cancel").Select(transfer => transfer.Scheduled).Order(StringComparer.Ordinal));
        Assert.Equal(At(17), Assert.Single(transfers, transfer => transfer.State == "cancel").Scheduled);
    }

    /// <summary>The last notification is the one that is lost: no later one shows the gap, only the server's count.</summary>
    private async Task LoseAndRepeatAsync(WorkerProcess worker)
    {
        _ehr.Faults.Add(new FhirFault(FhirFaultKind.RepeatNotification, "SupplyRequest"));
        _ehr.Faults.Add(new FhirFault(FhirFaultKind.LoseNotification, "Task"));
        Book("a", 15);
        Book("b", 16);
        Book("c", 17);
        _ehr.Store.Put(Supply(Order, "active"));
        await TakenAsync(worker);
        _ehr.Store.Put(Approval(Order, "requested"));
        await TakenAsync(worker);
        Assert.Equal(0, _ehr.Faults.Waiting);
        await NotedAsync(InterfaceEventKind.NotificationGap);
    }

    /// <summary>While nobody listens the EHR gives the subscription up; the next worker finds that out, asks, and dies when it writes down how far it got.</summary>
    private async Task KillAsync(string point, string id, int day)
    {
        Book(id, day);
        await _ehr.Subscriptions.DrainAsync(None);
        await _installation.LetLeasesRunOutAsync();
        await using var victim = await _installation.StartFailingWorkerAsync(point);
        await victim.ExitAsync(s_soon);
        Assert.True(victim.ExitCode == Killed, $"{point}: exit code {victim.ExitCode}\n{victim.Output}");
        Assert.Contains($"Appointment {id}/1", await JournalledAsync());
    }

    /// <summary>What changes meanwhile nobody is ever told.</summary>
    private async Task RestartEhrAsync(WorkerProcess worker)
    {
        await _ehr.Subscriptions.DrainAsync(None);
        await _ehr.StopAsync(None);
        Book("b", 26);
        _ehr.Store.Delete("Appointment", "c");
        foreach (var quantity in new[] { 3, 4 })
        {
            var changed = Supply(Order, "active");
            changed["quantity"]!["value"] = quantity;
            _ehr.Store.Put(changed);
        }

        await _ehr.ResumeAsync(None);
        await SubscribedAsync(worker);
        await TakenAsync(worker);
        await NotedAsync(InterfaceEventKind.SubscriptionLost);
    }

    private void Book(string id, int day)
    {
        _ehr.Store.Put(new JsonObject { ["resourceType"] = "ServiceRequest", ["id"] = $"s-{id}", ["status"] = "active", ["intent"] = "order", ["code"] = Code("49505"), ["subject"] = new JsonObject { ["reference"] = "Patient/900417" } });
        _ehr.Store.Put(new JsonObject
        {
            ["resourceType"] = "Appointment",
            ["id"] = id,
            ["status"] = "booked",
            ["start"] = Text($"{s_year}-07-{day}T08:30:00-04:00"),
            ["basedOn"] = new JsonArray(new JsonObject { ["reference"] = $"ServiceRequest/s-{id}" }),
            ["participant"] = new JsonArray(new JsonObject { ["actor"] = new JsonObject { ["reference"] = "Practitioner/S1002" }, ["status"] = "accepted" }),
        });
    }

    /// <summary>When the items of a case have to be there, as Odoo writes it.</summary>
    private static string At(int day) => Text($"{s_year}-07-{day} 10:30:00");

    /// <summary>Every version the EHR ever had of what it is asked for.</summary>
    private List<string> Told() => [.. s_polled.SelectMany(type => _ehr.Store.History(type, null)).Select(version => Text($"{version.Reference.Replace('/', ' ')}/{version.Version}")).Order(StringComparer.Ordinal)];

    /// <summary>What the journal holds, but for what it knows to be a duplicate.</summary>
    private async Task<List<string>> JournalledAsync() =>
        [.. (await _installation.Database.TextsAsync("select type || ' ' || control_id from message where interface = 'north-ehr' and outcome <> 'Duplicate'")).Order(StringComparer.Ordinal)];

    private async Task SubscribedAsync(WorkerProcess worker) => await Poll.UntilAsync(
        "the subscription stands and every type was asked for",
        s_soon,
        async () => _ehr.Subscriptions.Active == 1 && await _installation.Database.CountAsync("select count(*) from poll_watermark where polled_at is not null") == s_polled.Length,
        () => worker.Output);

    private async Task TakenAsync(WorkerProcess worker)
    {
        IReadOnlyList<string> journalled = [];
        await Poll.UntilAsync(
            "every version is in the journal",
            s_soon,
            async () => !Told().Except(journalled = await JournalledAsync()).Any(),
            () => $"Missing: {string.Join(", ", Told().Except(journalled))}\n{worker.Output}");
        await _installation.SettleAsync(s_soon, () => worker.Output);
    }

    /// <summary>Events are written by and by.</summary>
    private async Task NotedAsync(InterfaceEventKind kind)
    {
        await using var journal = await _installation.OpenJournalAsync();
        await Poll.UntilAsync($"{kind} is told", s_soon, async () => (await journal.EventsAsync("north-ehr", null, 100, None)).Any(told => told.Kind == kind));
    }

    private static async Task<int> CountAsync(OdooClient client, string model) =>
        (await client.SearchReadAsync(model, OdooDomain.All, ["id"], 10_000, "id", 0, OdooContext.Standard, None)).Count;

    private async Task ConnectAsync()
    {
        const string Secret = "      secret: { environment: INTEGRATION_NORTH_EHR_SECRET }";
        var file = _installation.Environment["Integration__Files__Interfaces"];
        var shipped = await File.ReadAllTextAsync(file);
        Assert.Contains(Secret, shipped, StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, shipped.Replace(
            Secret,
            $$"""
                  server: {{_ehr.Url}}
                  every: 01:00:00
                  page-size: 2
                  polls: { Appointment: { include: [Appointment:based-on], history: offered }, SupplyRequest: { history: offered }, Task: { history: offered } }
                  subscription: { kind: topic, topic: {{FhirSandboxOptions.Topic}}, content: full-resource, endpoint: "{{Text($"http://127.0.0.1:{_installation.PortFor(2590)}/fhir/notify")}}" }
            {{Secret}}
            """,
            StringComparison.Ordinal));
        foreach (var (name, value) in new[] { ("FirstPause", "00:00:00.1"), ("MostPause", "00:00:01"), ("LookPause", "00:00:00.2"), ("SubscriptionCheck", "00:00:00.5") })
        {
            _installation.Environment[$"Integration__Ingestion__Polling__{name}"] = value;
        }
    }

    private static JsonObject Code(string code) => new() { ["coding"] = new JsonArray(new JsonObject { ["code"] = code }) };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
