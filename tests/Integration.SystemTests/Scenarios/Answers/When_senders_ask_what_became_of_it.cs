using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Integration.Contracts;
using Integration.Hl7v2.Mllp;
using Integration.SystemTests.Scenarios.Requisitions;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.Answers;

/// <summary>Senders that ask in MSH-16: CA when it is safe, and the answer of the message's type when it is decided, over their own connection or to an address, whatever happens in between.</summary>
[Needs(Postgres.Server, Broker.Address, Broker.Management, RealOdoo.Url)]
public sealed class When_senders_ask_what_became_of_it : IAsyncLifetime
{
    private const string Feed = "north-supply-requisitions";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);
    private readonly RealOdoo _odoo = new();
    private Installation? _installation;

    private Installation Installation => _installation!;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_installation is not null)
        {
            await _installation.DisposeAsync();
        }

        await _odoo.DisposeAsync();
    }

    [RealFact]
    public async Task They_are_told_over_their_own_connection()
    {
        await InstallAsync("same-connection");
        await using var worker = await Installation.StartWorkerAsync();
        await using var sender = await MllpClient.ConnectAsync("127.0.0.1", Installation.RequisitionPort, Soon, TimeProvider.System, default);

        await sender.WriteAsync(Order("GOOD", "2"), default);
        Assert.Equal(["ACK^O05^ACK", "CA", ""], Parts(await sender.ReadAsync(default)));
        Assert.Equal(["ORS^O06^ORS_O06", "AA", "OK|RQ-GOOD.1^ORSUPPLY"], Parts(await sender.ReadAsync(default)));

        await sender.WriteAsync(Order("BAD", "some"), default);
        Assert.Equal(["ACK^O05^ACK", "CA", ""], Parts(await sender.ReadAsync(default)));
        Assert.Equal(["ORS^O06^ORS_O06", "AE", "UA|RQ-BAD.1^ORSUPPLY"], Parts(await sender.ReadAsync(default)));
        await worker.StopAsync();
    }

    [RealFact]
    public async Task They_are_told_at_their_address_after_a_killed_worker_and_an_absent_receiver()
    {
        var port = Installation.FreePort();
        await InstallAsync($"mllp://127.0.0.1:{port}");
        await using (var victim = await Installation.StartFailingWorkerAsync(CommitPoint.Folds.After))
        {
            await Installation.ExchangeAsync(Installation.RequisitionPort, Order("KILLED", "2"));
            await victim.ExitAsync(Soon);
        }

        await using var worker = await Installation.StartWorkerAsync();
        await using var journal = await Installation.OpenJournalAsync();
        await Poll.UntilAsync(
            "the answer waits for its receiver",
            Soon,
            async () => (await journal.QueueDetailsAsync(default)).Any(queue => queue is { Interface: Feed, Stage: "answer", State: "retry" }),
            () => worker.Output);

        await using var receiver = new Receiver(port);
        await receiver.UntilAsync(1);
        Assert.Equal(["ORS^O06^ORS_O06", "AA", "OK|RQ-KILLED.1^ORSUPPLY"], Parts(receiver.Received.First()));

        // The resend is answered at once as the first time, and told again what became of it.
        Assert.Equal(["ACK^O05^ACK", "CA", ""], Parts(await Installation.ExchangeAsync(Installation.RequisitionPort, Order("KILLED", "2"))));
        await receiver.UntilAsync(2);
        Assert.Equal(receiver.Received.First(), receiver.Received.Last());
        await worker.StopAsync();
    }

    private static string[] Parts(MllpAnswer answer)
    {
        Assert.Equal(MllpAnswerKind.Answered, answer.Kind);
        return Parts(Encoding.UTF8.GetString(answer.Bytes.Span));
    }

    /// <summary>MSH-9, MSA-1 and what the order is answered with.</summary>
    private static string[] Parts(string answer)
    {
        var segments = answer.Split('\r', StringSplitOptions.RemoveEmptyEntries).ToLookup(line => line[..3], line => line.Split('|'));
        return [segments["MSH"].Single()[8], segments["MSA"].Single()[1], segments["ORC"].SingleOrDefault() is { } order ? string.Join('|', order[1..]) : ""];
    }

    private static byte[] Order(string number, string quantity)
    {
        var sent = TimeProvider.System.GetUtcNow().ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        return Encoding.UTF8.GetBytes(
            RequisitionMessage.Of(RequisitionMessage.Stock, $"C-{number}", sent, $"RQ-{number}", [RequisitionOrder.New(1, "1001", 7)])
                .Replace("|P|2.5.1", "|P|2.5.1|||AL|AL", StringComparison.Ordinal).Replace("|||7|EA|", $"|||{quantity}|EA|", StringComparison.Ordinal));
    }

    /// <summary>Nothing has to reach Odoo here.</summary>
    private async Task InstallAsync(string route)
    {
        _installation = await Installation.MakeAsync(_odoo);
        _installation.Environment["Integration__Pipeline__AnswerRetryFirst"] = "00:00:00.2";
        _installation.Environment["Integration__Pipeline__AnswerRetryMost"] = "00:00:00.5";
        var file = _installation.Environment["Integration__Files__Interfaces"];
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("mode: post # observe", $"application-answers: {route}\n    mode: observe # post", StringComparison.Ordinal));
    }

    /// <summary>The listener of a sender that waits for its answers.</summary>
    private sealed class Receiver : IAsyncDisposable
    {
        private readonly MllpServer _server;

        public Receiver(int port)
        {
            _server = new MllpServer(new MllpServerOptions { Port = port }, (frame, _, _) => ValueTask.FromResult(Take(Encoding.UTF8.GetString(frame.Bytes.Span))), new MllpHooks(), TimeProvider.System);
            _server.Start();
        }

        public ConcurrentQueue<string> Received { get; } = [];

        public Task UntilAsync(int count) => Poll.UntilAsync($"{count} answers received", Soon, () => Task.FromResult(Received.Count >= count));

        public ValueTask DisposeAsync() => _server.DisposeAsync();

        private MllpReply Take(string answer)
        {
            Received.Enqueue(answer);
            var header = answer.Split('\r')[0].Split('|');
            Assert.Equal(("AL", "NE"), (header[14], header[15]));
            return MllpReply.Answer(Encoding.UTF8.GetBytes($"MSH|^~\\&|||||20260101||ACK|1|P|2.5.1\rMSA|CA|{header[9]}\r"));
        }
    }
}
