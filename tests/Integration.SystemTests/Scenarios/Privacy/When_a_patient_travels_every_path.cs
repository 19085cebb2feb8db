using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Integration.Hl7v2.Mllp;
using Integration.Odoo;
using Integration.SystemTests.Scenarios.Outages;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.Privacy;

/// <summary>The canary: a patient through every way that ends well or badly, and then looked for wherever the product leaves anything.</summary>
[Needs(Postgres.Server, Broker.Address, Broker.Management, RealOdoo.Url)]
public sealed class When_a_patient_travels_every_path(ProxiedInstallation servers) : IClassFixture<ProxiedInstallation>, IDisposable
{
    private const string Tap = "canary-tap";
    private const string BuyersGroup = "purchase.group_purchase_user";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(90);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("integration-canary-");
    private readonly DirectoryInfo _samples = Directory.CreateTempSubdirectory("integration-samples-");
    private readonly DirectoryInfo _resources = Directory.CreateTempSubdirectory("integration-resources-");
    private readonly Canary _canary = new();
    private readonly List<(string Place, string Text)> _places = [];
    private readonly List<string> _answered = [];

    [RealFact]
    public async Task Nothing_of_her_stands_outside_the_bodies_of_the_journal()
    {
        var installation = await servers.ReadyAsync();
        installation.Environment["TMPDIR"] = _folder.FullName;
        installation.Environment["Integration__Logging__Level"] = "Verbose";
        installation.Environment["Integration__Logging__Folder"] = _folder.FullName;
        installation.Environment["Integration__Ingestion__MaxFrameBytes"] = $"{CanaryMessages.MostBytes}";
        var messages = new CanaryMessages(_canary);
        var all = messages.All();
        var posts = new CanaryResources(_canary).All();
        IReadOnlyList<string> became = [];
        await using (var worker = await installation.StartWorkerAsync())
        {
            await Poll.UntilAsync("the exchanges are there", Soon, async () => (await installation.Broker.QueuesAsync()).Count >= 2, () => worker.Output);
            await Poll.UntilAsync("the queues are there", Soon, installation.Broker.IsConsumedAsync, () => worker.Output);
            await installation.Broker.TapAsync(Tap);
            foreach (var message in all)
            {
                await SendAsync(installation, message);
                // What changes a record comes after that record stands in Odoo, so that each step is written there.
                if (message.Outcome == "Processed") await installation.SettleAsync(Soon, () => worker.Output);
            }

            foreach (var post in posts)
            {
                await PostAsync(installation, post);
            }

            await installation.SettleAsync(Soon, () => worker.Output);
            await TearAsync(installation, messages.Torn());
            await RefusedByOdooAsync(installation, messages.Another("31"), worker);
            await WhileOdooIsAwayAsync(installation, messages.Another("32"), worker);
            await installation.SettleAsync(Soon, () => worker.Output);
            // Two were sent while Odoo refused or was away, and one frame held two.
            Assert.Equal(Counted(all.Select(message => message.Outcome).Concat(["Processed", "Processed", "Processed"])), Counted(await installation.Database.TextsAsync("select outcome from message where interface <> 'north-ehr'")));
            became = await installation.Database.TextsAsync("select distinct outcome from message where interface = 'north-ehr' order by 1");
            await LookAtHealthAsync(installation, "while it runs");
            await PreviewAsync(installation, all);
            await RunVerbsAsync(installation, "afterwards");
            _places.Add(("broker, taken from every exchange", await installation.Broker.ContentsAsync(Tap)));
            foreach (var queue in (await installation.Broker.QueuesAsync()).Where(queue => queue != Tap))
            {
                _places.Add(($"queue {queue}", await installation.Broker.ContentsAsync(queue)));
            }

            await worker.StopAsync();
            _places.Add(("log", worker.Output));
        }

        _places.Add(("files", Places.Files(_folder)));
        _places.Add(("journal", await Places.JournalAsync(installation.Database)));
        _places.Add(("Odoo", await Places.OdooAsync(await installation.OdooAsync(OdooRole.Administrator))));

        // First that the search is not blind, then that there is nothing.
        Assert.Contains(_canary.FoundIn("bodies", await Places.BodiesAsync(installation.Database)), found => found.Contains(_canary.Family, StringComparison.Ordinal));
        Assert.Contains("CNR", _places.Single(place => place.Place == "Odoo").Text, StringComparison.Ordinal);
        Assert.Contains("sequences", _places.Single(place => place.Place.StartsWith("broker", StringComparison.Ordinal)).Text, StringComparison.Ordinal);
        Assert.Empty(_places.SelectMany(place => _canary.FoundIn(place.Place, place.Text)));
        Assert.Equal(posts.Select(post => $"{post.Name} {post.Status}"), _answered);
        Assert.Equal(["Duplicate", "Held", "Parked", "Processed", "Rejected", "Suppressed"], became);
    }

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _samples.Delete(recursive: true);
        _resources.Delete(recursive: true);
    }

    private static IEnumerable<string> Counted(IEnumerable<string> outcomes) => outcomes.GroupBy(outcome => outcome).Select(group => $"{group.Key} {group.Count()}").Order(StringComparer.Ordinal);

    private async Task SendAsync(Installation installation, CanaryMessage message)
    {
        var answer = await Installation.ExchangeAsync(Port(installation, message.Feed), message.Bytes);
        Assert.Equal((message.Name, MllpAnswerKind.Answered), (message.Name, answer.Kind));
        _places.Add(($"answer to {message.Name}", Encoding.UTF8.GetString(answer.Bytes.Span)));
    }

    private async Task PostAsync(Installation installation, CanaryPost post)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(post.Method, $"http://127.0.0.1:{installation.PortFor(2590)}/fhir{post.Path}");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {post.Token}");
        if (post.Body.Length > 0)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(post.Body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", post.Kind);
            await File.WriteAllTextAsync(Path.Combine(_resources.FullName, $"{post.Name}.json"), post.Body);
        }

        using var answer = await http.SendAsync(request);
        var told = $"{answer.Headers}{await answer.Content.ReadAsStringAsync()}";
        _places.Add(($"answer to {post.Name}", told));
        _answered.Add($"{post.Name} {(int)answer.StatusCode}");
    }

    private static int Port(Installation installation, string feed) => feed switch
    {
        "north-or-schedule" => installation.SchedulePort,
        "north-adt" => installation.AdtPort,
        "north-devices" => installation.DevicePort,
        "north-charges" => installation.ChargePort,
        _ => installation.RequisitionPort,
    };

    private static async Task TearAsync(Installation installation, byte[] torn)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", installation.RequisitionPort);
        await client.GetStream().WriteAsync(torn);
    }

    /// <summary>Odoo takes the right to buy away from the service user, says so in its own words, and gives it back.</summary>
    private async Task RefusedByOdooAsync(Installation installation, CanaryMessage message, WorkerProcess worker)
    {
        var administrator = await installation.OdooAsync(OdooRole.Administrator);
        var group = (await administrator.CheckObjectReferenceAsync(BuyersGroup, CancellationToken.None))!.Value.Id!.Value;
        var login = (await installation.Odoo.ConnectAsync(OdooRole.Integration)).User;
        var user = (await administrator.SearchReadAsync("res.users", OdooDomain.Where("login", "=", login), ["login"], 1, "id", 0, OdooContext.Standard, CancellationToken.None))[0].Id;
        await administrator.WriteAsync("res.users", [user], new JsonObject { ["group_ids"] = new JsonArray(new JsonArray(3, group)) }, OdooContext.Standard, CancellationToken.None);
        await SendAsync(installation, message);
        await Poll.UntilAsync("Odoo refused it", Soon, async () => await installation.Database.CountAsync("select count(*) from posting where state = 'Held' and failure_kind = 'AccessDenied'") == 1, () => worker.Output);
        await VerbAsync(installation, "after a refusal", "exceptions");
        await VerbAsync(installation, "after a refusal", "doctor");
        await administrator.WriteAsync("res.users", [user], new JsonObject { ["group_ids"] = new JsonArray(new JsonArray(4, group)) }, OdooContext.Standard, CancellationToken.None);
    }

    private async Task WhileOdooIsAwayAsync(Installation installation, CanaryMessage message, WorkerProcess worker)
    {
        servers.Odoo.Stop();
        await SendAsync(installation, message);
        await Poll.UntilAsync("the worker knows that Odoo is away", Soon, () => Task.FromResult(worker.Output.Contains("nothing of it is claimed until it does", StringComparison.Ordinal)), () => worker.Output);
        await LookAtHealthAsync(installation, "while Odoo is away");
        foreach (var verb in new[] { "doctor", "reconcile" })
        {
            await VerbAsync(installation, "while Odoo is away", verb);
        }

        servers.Odoo.Resume();
    }

    private async Task LookAtHealthAsync(Installation installation, string when)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{installation.HealthPort}") };
        foreach (var page in new[] { "/metrics", "/health/ready", "/health/live" })
        {
            using var answer = await http.GetAsync(page);
            _places.Add(($"{page} {when}", await answer.Content.ReadAsStringAsync()));
        }
    }

    private async Task RunVerbsAsync(Installation installation, string when)
    {
        foreach (var verb in new[] { "ledger", "queues", "feeds", "events", "exceptions", "reconcile", "breaks", "audit", "doctor", "unmapped", "census" })
        {
            await VerbAsync(installation, when, verb);
            await VerbAsync(installation, when, verb, "--json");
        }

        foreach (var name in new[] { "north-supply-requisitions", "north-or-schedule", "north-adt", "north-devices", "north-charges", "north-ehr" })
        {
            await VerbAsync(installation, when, "replay", "--interface", name);
            await VerbAsync(installation, when, "preview", "--interface", name, "--as-post");
        }
    }

    /// <summary>What the sender's side of the command line shows of messages that are refused, and the preview of some of each kind.</summary>
    private async Task PreviewAsync(Installation installation, IReadOnlyList<CanaryMessage> all)
    {
        foreach (var message in all)
        {
            await File.WriteAllBytesAsync(Path.Combine(_samples.FullName, $"{message.Name}.hl7"), message.Bytes);
        }

        await VerbAsync(installation, "sending", "send", _samples.FullName, "--to", $"mllp://127.0.0.1:{installation.RequisitionPort}");
        foreach (var name in new[] { "unmapped-item", "quantity-is-a-name", "undecodable", "booked", "transferred", "unknown-bed", "alarm-of-nobody", "amount-is-a-name" })
        {
            var message = all.Single(one => one.Name == name);
            string[] arguments = ["preview", Path.Combine(_samples.FullName, $"{name}.hl7"), "--interface", message.Feed];
            await VerbAsync(installation, name, arguments);
            await VerbAsync(installation, name, [.. arguments, "--json"]);
        }

        foreach (var name in new[] { "ordered-for-her-number", "element-is-a-name", "no-json", "status-is-a-name", "admitted" })
        {
            await VerbAsync(installation, name, "preview", Path.Combine(_resources.FullName, $"{name}.json"), "--interface", "north-ehr");
        }
    }

    private async Task VerbAsync(Installation installation, string when, params string[] arguments) =>
        _places.Add(($"{string.Join(' ', arguments)} {when}", (await installation.RunVerbAsync(arguments)).Output));
}
