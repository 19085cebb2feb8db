using System.Diagnostics;
using System.Globalization;
using System.Text;
using Integration.Hl7v2.Mllp;
using Integration.Journal;
using Integration.Odoo;
using Integration.SystemTests.Scenarios.Requisitions;
using Integration.SystemTests.Support;
using Xunit.Abstractions;

namespace Integration.SystemTests.Scenarios.Outages;

/// <summary>
/// What piled up while Odoo was away goes out as one write for each record, no faster than allowed, and the worker does not swell. <c>INTEGRATION_TEST_BACKLOG=10000</c> makes it as long as a night's.
/// </summary>
[Needs(Postgres.Server, Broker.Address, Broker.Management, RealOdoo.Url)]
public sealed class When_a_backlog_drains(ProxiedInstallation servers, ITestOutputHelper output) : IClassFixture<ProxiedInstallation>
{
    private const int Revisions = 10;
    private const int CallsPerSecond = 10;
    private const long MostMegabytes = 512;
    private static readonly int s_records = int.Parse(Environment.GetEnvironmentVariable("INTEGRATION_TEST_BACKLOG") ?? "300", CultureInfo.InvariantCulture);
    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(2) + TimeSpan.FromMilliseconds(200 * s_records);

    /// <summary>Every so many keys there is a storm of revisions.</summary>
    private const int StormEvery = 10;

    private readonly string _tag = $"BL{Guid.CreateVersion7():N}"[..16].ToUpperInvariant() + Random.Shared.Next(100, 999);

    [RealFact]
    public async Task Each_record_is_written_once_with_its_last_values_and_no_faster_than_allowed()
    {
        var installation = await servers.ReadyAsync();
        var environment = new Dictionary<string, string>(installation.Environment)
        {
            ["Integration__Odoo__main__CallsPerSecond"] = CallsPerSecond.ToString(CultureInfo.InvariantCulture),
            ["Integration__Odoo__main__TimeOut"] = "00:02:10",
            ["Integration__Pipeline__DeliverLease"] = "00:05:00",
        };
        await using var worker = await WorkerProcess.RunningAsync(environment, installation.HealthPort);
        await using var journal = await installation.OpenJournalAsync();
        await journal.PauseAsync("odoo", new Signature("test", "its upgrade"), CancellationToken.None);
        var sent = await SendAllAsync(installation);
        await Poll.UntilAsync("all are mapped", s_long, async () => await installation.Database.CountAsync("select count(*) from message where outcome = 'InFlight'") == 0, () => worker.Output);
        Assert.Equal(s_records, await installation.Database.CountAsync($"select count(*) from posting where desired ~ '{_tag}' and starts = 0"));

        var before = servers.Odoo.Requests.Count;
        var watch = Stopwatch.StartNew();
        await journal.ResumeAsync("odoo", new Signature("test"), CancellationToken.None);
        long most = 0;
        await Poll.UntilAsync(
            "the backlog is out",
            s_long,
            async () =>
            {
                most = Math.Max(most, await MegabytesAsync(worker));
                return await journal.IsSettledAsync(CancellationToken.None);
            },
            () => worker.Output);
        watch.Stop();

        Assert.Equal(Wanted(), await StandingAsync(installation));
        Assert.Equal(s_records, await installation.Database.CountAsync($"select count(*) from posting_attempt join posting using (external_id) where desired ~ '{_tag}'"));
        // Messages that were folded together made one revision; of all that were made, the last of each key was sent.
        var superseded = await installation.Database.CountAsync("select count(*) from posting_revision where outcome = 'Superseded'");
        Assert.NotEqual(0, superseded);
        Assert.Equal(s_records, await installation.Database.CountAsync("select count(*) from posting_revision") - superseded);
        var calls = servers.Odoo.Requests.Skip(before).ToList();
        // Counted where they arrive: a call that was long on its way comes close to the next ones, which makes no more of them.
        Assert.InRange(MostIn(TimeSpan.FromSeconds(1), calls), 1, CallsPerSecond + 3);
        Assert.InRange(MostIn(TimeSpan.FromSeconds(10), calls), 1, (CallsPerSecond * 10) + 3);
        Assert.InRange(most, 1, MostMegabytes);
        output.WriteLine(FormattableString.Invariant(
            $"{sent} messages, {superseded} revisions superseded, {s_records} records in {watch.Elapsed.TotalSeconds:0.0} s: {s_records / watch.Elapsed.TotalSeconds:0.0} a second, {calls.Count} calls, {MostIn(TimeSpan.FromSeconds(1), calls)} in the busiest second and {MostIn(TimeSpan.FromSeconds(10), calls)} in the busiest ten, {most} MB at most"));
        await worker.StopAsync();
    }

    private static bool IsStorm(int number) => number % StormEvery == 0;

    private Dictionary<string, string> Wanted() => Enumerable.Range(1, s_records).ToDictionary(
        number => $"{_tag}-{number}", number => (IsStorm(number) ? Revisions : number % 90 + 1).ToString(CultureInfo.InvariantCulture));

    /// <returns>How many messages.</returns>
    private async Task<int> SendAllAsync(Installation installation)
    {
        await using var client = await MllpClient.ConnectAsync("127.0.0.1", installation.RequisitionPort, TimeSpan.FromSeconds(60), TimeProvider.System, CancellationToken.None);
        var begun = TimeProvider.System.GetUtcNow().AddMinutes(-30);
        var sent = 0;
        for (var number = 1; number <= s_records; number++)
        {
            for (var revision = 1; revision <= (IsStorm(number) ? Revisions : 1); revision++)
            {
                var quantity = IsStorm(number) ? revision : number % 90 + 1;
                var order = revision == 1 ? RequisitionOrder.New(1, "1002", quantity) : RequisitionOrder.Change(1, "1002", quantity);
                var at = begun.AddSeconds(revision).UtcDateTime.ToString("yyyyMMddHHmmss+0000", CultureInfo.InvariantCulture);
                var answer = await client.SendAsync(
                    Encoding.UTF8.GetBytes(RequisitionMessage.Of(RequisitionMessage.NonStock, $"{_tag}-{number}-{revision}", at, $"{_tag}-{number}", [order])), CancellationToken.None);
                Assert.Contains("MSA|AA", Encoding.UTF8.GetString(answer.Bytes.Span), StringComparison.Ordinal);
                sent++;
            }
        }

        return sent;
    }

    /// <summary>The quantity of each order's one line, read from Odoo by another client; several orders or lines of a number show as such.</summary>
    private async Task<Dictionary<string, string>> StandingAsync(Installation installation)
    {
        const int Page = 2000;
        var odoo = await installation.OdooAsync(OdooRole.Administrator);
        List<(string Origin, string Quantity)> found = [];
        for (var offset = 0; ; offset += Page)
        {
            var orders = await odoo.SearchReadAsync("purchase.order", OdooDomain.Where("origin", "like", _tag), ["origin"], Page, "id", offset, OdooContext.Standard, CancellationToken.None);
            var lines = await odoo.SearchReadAsync(
                "purchase.order.line", OdooDomain.WhereIn("order_id", orders.Select(order => order.Id)), ["order_id", "product_qty"], 2 * Page, "id", 0, OdooContext.Standard, CancellationToken.None);
            var quantities = lines.ToLookup(line => line.Reference("order_id")!.Value.Id, line => line.Number("product_qty").ToString("0.##", CultureInfo.InvariantCulture));
            found.AddRange(orders.Select(order => (order.Text("origin")!, string.Join('+', quantities[order.Id]))));
            if (orders.Count < Page)
            {
                return found.GroupBy(order => order.Origin).ToDictionary(group => group.Key, group => string.Join(" and ", group.Select(order => order.Quantity)));
            }
        }
    }

    private static int MostIn(TimeSpan window, List<long> calls)
    {
        var (most, from) = (0, 0);
        for (var to = 0; to < calls.Count; to++)
        {
            while (Stopwatch.GetElapsedTime(calls[from], calls[to]) >= window)
            {
                from++;
            }

            most = Math.Max(most, to - from + 1);
        }

        return most;
    }

    private static async Task<long> MegabytesAsync(WorkerProcess worker)
    {
        var status = await File.ReadAllLinesAsync($"/proc/{worker.Id}/status");
        return long.Parse(status.Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
