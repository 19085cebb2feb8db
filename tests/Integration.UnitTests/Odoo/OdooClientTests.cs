using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Integration.Odoo;
using Integration.Odoo.Wire;

namespace Integration.UnitTests.Odoo;

public sealed class OdooClientTests : IDisposable
{
    private const string Denied = "odoo.exceptions.AccessDenied";
    private readonly ScriptedHttp _http = new();

    public void Dispose() => _http.Dispose();

    private static CancellationToken None => CancellationToken.None;

    private static Task<OdooAnswer> CancelAsync(OdooClient client) => client.CallAsync("purchase.order", "button_cancel", [5], OdooContext.Standard, None);

    private async Task<OdooFault> FaultAsync(OdooClient? client = null) => await Assert.ThrowsAsync<OdooFault>(() => CancelAsync(client ?? _http.Client()));

    [Fact]
    public async Task Logs_in_once_and_sends_ids_arguments_and_context()
    {
        var client = _http.Result("8").Result("true").Result("[]").Client();

        await client.CallAsync("purchase.order", "message_post", new JsonArray(new JsonArray(5)), new JsonObject { ["body"] = "x" }, OdooContext.ForCompanies(3), None);
        await CancelAsync(client);

        Assert.Equal("""["hospital","integration","s3cret",{}]""", _http.Arguments(0).ToJsonString());
        Assert.Equal(
            """["hospital",8,"s3cret","purchase.order","message_post",[[5]],{"body":"x","context":{"tz":"UTC","lang":"en_US","mail_auto_subscribe_no_notify":true,"allowed_company_ids":[3]}}]""",
            _http.Arguments(1).ToJsonString());
        Assert.Equal(3, _http.Calls.Count);
        Assert.All(_http.Requests, request => Assert.StartsWith("POST /erp/jsonrpc ", request, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_answer_without_result_is_success() =>
        Assert.True((await CancelAsync(_http.Result("8").Body("""{"jsonrpc":"2.0","id":1}""").Client())).IsVoid);

    [Fact]
    public async Task A_denied_call_logs_in_again_once()
    {
        var client = _http.Result("8").Result("true").Client();
        await CancelAsync(client);

        _http.Error(Denied, "Access Denied").Result("9").Result("true");
        Assert.True((await CancelAsync(client)).IsTrue);
        Assert.Equal(9, _http.Arguments(4)[1]!.GetValue<long>());

        _http.Error(Denied, "Access Denied").Result("9").Error(Denied, "Access Denied");
        Assert.Equal(OdooFaultKind.AccessDenied, (await FaultAsync(client)).Kind);
        Assert.Equal(8, _http.Calls.Count);
    }

    [Fact]
    public async Task A_wrong_secret_is_denied()
    {
        var fault = await FaultAsync(_http.Result("false").Client());

        Assert.Equal((OdooFaultKind.AccessDenied, false), (fault.Kind, fault.OutcomeUnknown));
        Assert.DoesNotContain("s3cret", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_shows_its_sentence_and_never_the_traceback()
    {
        var fault = await FaultAsync(_http.Result("8").Error("odoo.exceptions.UserError", "You must first unlock them.\nmore", "Traceback: DOE^JANE").Client());

        Assert.Equal(("odoo.exceptions.UserError", "You must first unlock them.", OdooFaultKind.Rejected), (fault.Name, fault.Message, fault.Kind));
        Assert.DoesNotContain("DOE", fault.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html>busy</html>", "text/html", 200, OdooFaultKind.Unavailable, true)]
    [InlineData("<html>busy</html>", "text/html", 502, OdooFaultKind.Unavailable, true)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"resu", "application/json", 200, OdooFaultKind.Unavailable, true)]
    [InlineData("[]", "application/json", 200, OdooFaultKind.Unavailable, true)]
    [InlineData("slow down", "text/plain", 429, OdooFaultKind.Throttled, false)]
    [InlineData("", "text/plain", 302, OdooFaultKind.Defect, false)]
    public async Task What_is_not_an_answer_of_Odoo_says_whether_it_may_have_been_done(string body, string type, int status, OdooFaultKind kind, bool unknown)
    {
        var fault = await FaultAsync(_http.Result("8").Body(body, type, (HttpStatusCode)status).Client());

        Assert.Equal((kind, unknown), (fault.Kind, fault.OutcomeUnknown));
    }

    [Theory]
    [InlineData(HttpRequestError.ConnectionError, false)]
    [InlineData(HttpRequestError.NameResolutionError, false)]
    [InlineData(HttpRequestError.SecureConnectionError, false)]
    [InlineData(HttpRequestError.ResponseEnded, true)]
    [InlineData(HttpRequestError.Unknown, true)]
    public async Task Only_a_connection_that_was_never_made_is_known_to_have_done_nothing(HttpRequestError error, bool unknown)
    {
        var fault = await FaultAsync(_http.Result("8").Fault(new HttpRequestException(error, "x", new SocketException((int)SocketError.ConnectionRefused))).Client());

        Assert.Equal((OdooFaultKind.Unavailable, unknown), (fault.Kind, fault.OutcomeUnknown));
    }

    [Fact]
    public async Task No_answer_in_time_leaves_the_outcome_unknown()
    {
        var time = new ManualTime();
        _http.Result("8").Then(async cancellation =>
        {
            time.Advance(TimeSpan.FromSeconds(30));
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellation);
            throw new InvalidOperationException("The wait has no end.");
        });

        var fault = await FaultAsync(_http.Client(time));

        Assert.Equal((OdooFaultKind.Unavailable, true), (fault.Kind, fault.OutcomeUnknown));
    }

    [Fact]
    public async Task The_callers_own_cancellation_is_not_a_fault_of_Odoo()
    {
        using var cancel = new CancellationTokenSource();
        _http.Then(async cancellation =>
        {
            await cancel.CancelAsync();
            cancellation.ThrowIfCancellationRequested();
            throw new InvalidOperationException("The cancellation did not arrive.");
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _http.Client().LogInAsync(cancel.Token));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task An_answer_may_be_as_long_as_the_bound_and_no_longer(int more, bool good)
    {
        var body = """{"result":""}""";
        body = body.Insert(11, new string('x', 1024 - body.Length + more));
        var client = _http.Result("8").Body(body).Client(maxResponseBytes: 1024);

        if (good) Assert.False((await CancelAsync(client)).IsVoid);
        else Assert.Equal((OdooFaultKind.Defect, true), (await FaultAsync(client)) is var fault ? (fault.Kind, fault.OutcomeUnknown) : default);
    }

    [Fact]
    public async Task After_five_failures_in_a_row_nothing_is_tried_until_the_break_is_over()
    {
        var time = new ManualTime();
        var client = _http.Result("8").Client(time);
        await client.LogInAsync(None);
        // The login counts as a success; a minute later it is out of sight.
        time.Advance(OdooTransport.Window + TimeSpan.FromSeconds(5));
        for (var failure = 0; failure < OdooTransport.FailuresThatOpen; failure++)
        {
            _http.Body("", "text/html", HttpStatusCode.BadGateway);
            Assert.False((await FaultAsync(client)).CircuitOpen);
        }

        var open = await FaultAsync(client);
        Assert.Equal((OdooFaultKind.Unavailable, false, true), (open.Kind, open.OutcomeUnknown, open.CircuitOpen));
        time.Advance(OdooTransport.Break + TimeSpan.FromSeconds(1));
        _http.Result("true");
        Assert.True((await CancelAsync(client)).IsTrue);
    }

    [Fact]
    public async Task Null_ids_and_no_ids_never_reach_Odoo()
    {
        var client = _http.Client();

        await Assert.ThrowsAsync<ArgumentException>(() => client.CallAsync("res.partner", "read", new JsonArray(new JsonArray((JsonNode?)null)), [], OdooContext.Standard, None));
        await Assert.ThrowsAsync<ArgumentException>(() => client.ReadAsync("res.partner", [0], ["name"], OdooContext.Standard, None));
        await Assert.ThrowsAsync<ArgumentException>(() => client.UnlinkAsync("res.partner", [], OdooContext.Standard, None));
        Assert.Empty(await client.ReadAsync("res.partner", [], ["name"], OdooContext.Standard, None));
        Assert.Empty(await client.ExternalIdsAsync("res.partner", [], None));
        await Assert.ThrowsAsync<ArgumentException>(() => client.LoadAsync("res.partner", ["id", "name"], [["a.b"]], OdooContext.Standard, None));
        await Assert.ThrowsAsync<ArgumentException>(() => client.CheckObjectReferenceAsync("nameonly", None));
        Assert.Empty(_http.Calls);
    }

    [Fact]
    public async Task A_load_is_ids_or_judged_messages()
    {
        var client = _http.Result("8").Result("""{"ids":[4,5],"messages":[]}""").Result("""
            {"ids":false,"messages":[
              {"type":"error","message":"Barcode taken","record":0,"rows":{"from":0,"to":1}},
              {"type":"error","message":"could not serialize access due to concurrent update","record":1,"rows":{"from":2,"to":2},"field":"name"},
              {"type":"warning","message":"Found more than 10 errors and more than one error per 10 records, interrupted to avoid showing too many errors."}]}
            """).Client();
        IReadOnlyList<LoadCell>[] rows = [["a.b"]];

        Assert.Equal([4, 5], (await client.LoadAsync("res.partner", ["id"], rows, OdooContext.Standard, None)).Ids);
        var failed = await client.LoadAsync("res.partner", ["id"], rows, OdooContext.Standard, None);

        Assert.False(failed.Succeeded);
        Assert.True(failed.StoppedEarly);
        Assert.Equal(new OdooLoadMessage(0, 1, 0, null, true, "Barcode taken", OdooFaultKind.Rejected) { IsDoubtful = true, Remedy = OdooFaults.OfLoad("Barcode taken").Remedy }, failed.Messages[0]);
        Assert.Equal((OdooFaultKind.Conflict, false, "name"), (failed.Messages[1].Kind, failed.Messages[1].IsDoubtful, failed.Messages[1].Field));
        Assert.Equal((null, false), (failed.Messages[2].Record, failed.Messages[2].IsError));
    }

    [Theory]
    [InlineData("""{"ids":false,"messages":[]}""")]
    [InlineData("""{"ids":["x"],"messages":[]}""")]
    [InlineData("true")]
    public async Task A_load_of_another_shape_is_a_defect(string result)
    {
        var client = _http.Result("8").Result(result).Client();

        var fault = await Assert.ThrowsAsync<OdooFault>(() => client.LoadAsync("res.partner", ["id"], [["a.b"]], OdooContext.Standard, None));

        Assert.Equal((OdooFaultKind.Defect, true), (fault.Kind, fault.OutcomeUnknown));
    }

    [Theory]
    [InlineData("19.0", 19)]
    [InlineData("saas~18.3", 18)]
    [InlineData("17.0-20240101", 17)]
    public async Task Versions_have_a_major_number(string text, int major) =>
        Assert.Equal(new OdooVersion(text, major), await _http.Result($$"""{"server_version":"{{text}}"}""").Client().VersionAsync(None));

    [Fact]
    public async Task An_action_is_a_window_and_not_a_success() =>
        Assert.True((await CancelAsync(_http.Result("8").Result("""{"type":"ir.actions.act_window"}""").Client())).IsAction);
}
