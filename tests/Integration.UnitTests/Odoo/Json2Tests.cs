using System.Net;
using System.Text.Json.Nodes;
using Integration.Odoo;

namespace Integration.UnitTests.Odoo;

public sealed class Json2Tests : IDisposable
{
    private const string Denied = """{"name":"werkzeug.exceptions.Unauthorized","message":"Invalid apikey","arguments":[],"context":{},"debug":"Traceback DOE^JANE"}""";
    private const string Context = """{"lang":"en_US","tz":"UTC","uid":8}""";
    private const string Owner = """[{"id":8,"login":"integration"}]""";

    private readonly ScriptedHttp _http = new();

    public void Dispose() => _http.Dispose();

    private static CancellationToken None => CancellationToken.None;

    private OdooClient Client(OdooProtocol protocol) => _http.Client(protocol: protocol);

    [Fact]
    public async Task Arguments_go_by_name_key_and_database_in_headers_and_the_answer_is_bare()
    {
        var client = _http.Body(Context).Body(Owner).Body("""{"ids":[4],"messages":[]}""").Body("[7]").Body("null").Body("[]").Client(protocol: OdooProtocol.Json2);

        Assert.Equal([4], (await client.LoadAsync("res.partner", ["id"], [["a.b"]], OdooContext.Standard, None)).Ids);
        Assert.Equal(7, await client.CreateAsync("res.partner", new JsonObject { ["name"] = "x" }, OdooContext.Standard, None));
        Assert.True((await client.CallAsync("purchase.order", "button_cancel", [5], OdooContext.Standard, None)).IsVoid);
        Assert.Empty(await client.SearchReadAsync("res.partner", OdooDomain.All, ["name"], 3, "id", 0, OdooContext.Standard, None));

        const string Standard = "\"context\":{\"tz\":\"UTC\",\"lang\":\"en_US\",\"mail_auto_subscribe_no_notify\":true}";
        Assert.Equal(
            [
                "POST /erp/json/2/res.users/context_get {}",
                """POST /erp/json/2/res.users/read {"ids":[8],"fields":["login"]}""",
                $$"""POST /erp/json/2/res.partner/load {{{Standard}},"fields":["id"],"data":[["a.b"]]}""",
                $$"""POST /erp/json/2/res.partner/create {{{Standard}},"vals_list":[{"name":"x"}]}""",
                $$"""POST /erp/json/2/purchase.order/button_cancel {{{Standard}},"ids":[5]}""",
                $$"""POST /erp/json/2/res.partner/search_read {"fields":["name"],"limit":3,"order":"id","offset":0,{{Standard}},"domain":[]}""",
            ],
            _http.Requests);
        Assert.All(_http.Headers, headers => Assert.Equal(("bearer s3cret", "hospital"), (headers.Authorization?.ToString(), headers.GetValues("X-Odoo-Database").Single())));
    }

    [Theory]
    [InlineData("odoo.exceptions.UserError", 422, OdooFaultKind.Rejected)]
    [InlineData("odoo.exceptions.AccessError", 403, OdooFaultKind.AccessDenied)]
    [InlineData("odoo.exceptions.MissingError", 404, OdooFaultKind.MissingRecord)]
    [InlineData("odoo.exceptions.LockError", 409, OdooFaultKind.Conflict)]
    [InlineData("werkzeug.exceptions.NotFound", 404, OdooFaultKind.Defect)]
    [InlineData("werkzeug.exceptions.UnprocessableEntity", 422, OdooFaultKind.Defect)]
    [InlineData("builtins.ValueError", 500, OdooFaultKind.Defect)]
    [InlineData("psycopg2.errors.SerializationFailure", 500, OdooFaultKind.Conflict)]
    public async Task An_exception_of_Odoo_decides_whatever_its_status(string name, int status, OdooFaultKind kind)
    {
        _http.Body(new JsonObject { ["name"] = name, ["message"] = "Sentence.\nmore", ["debug"] = "Traceback DOE^JANE" }.ToJsonString(), status: (HttpStatusCode)status);

        var fault = await Assert.ThrowsAsync<OdooFault>(() => Client(OdooProtocol.Json2).LogInAsync(None));

        Assert.Equal((kind, false, "Sentence."), (fault.Kind, fault.OutcomeUnknown, fault.Message));
        Assert.DoesNotContain("DOE", fault.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html>404 Not Found</html>", "text/html", 404, false)]
    [InlineData("<html>502</html>", "text/html", 502, true)]
    [InlineData("<html>please wait</html>", "text/html", 200, true)]
    [InlineData("{\"uid\":", "application/json", 200, true)]
    public async Task What_is_not_an_answer_of_Odoo_says_whether_it_may_have_been_done(string body, string type, int status, bool unknown)
    {
        _http.Body(body, type, (HttpStatusCode)status);

        var fault = await Assert.ThrowsAsync<OdooFault>(() => Client(OdooProtocol.Json2).LogInAsync(None));

        Assert.Equal((OdooFaultKind.Unavailable, unknown), (fault.Kind, fault.OutcomeUnknown));
    }

    [Fact]
    public async Task A_key_of_somebody_else_is_denied()
    {
        _http.Body(Context).Body("""[{"id":8,"login":"admin"}]""");

        Assert.Equal(OdooFaultKind.AccessDenied, (await Assert.ThrowsAsync<OdooFault>(() => Client(OdooProtocol.Json2).LogInAsync(None))).Kind);
    }

    [Fact]
    public async Task By_itself_takes_json2_where_the_secret_is_a_key()
    {
        var client = _http.Body("""{"version":"19.0","version_info":[19,0,0,"final",0,""]}""").Body(Context).Body(Owner).Client(protocol: OdooProtocol.Auto);
        Assert.Null(client.Protocol);

        Assert.Equal(8, await client.LogInAsync(None));

        Assert.Equal(OdooProtocol.Json2, client.Protocol);
        Assert.Equal("GET /erp/web/version ", _http.Requests[0]);
    }

    [Fact]
    public async Task By_itself_takes_jsonrpc_where_the_secret_is_a_password()
    {
        var client = _http.Body("""{"version":"19.0"}""").Body(Denied, status: HttpStatusCode.Unauthorized).Result("8").Client(protocol: OdooProtocol.Auto);

        Assert.Equal((8, OdooProtocol.JsonRpc), (await client.LogInAsync(None), client.Protocol));
    }

    [Fact]
    public async Task By_itself_takes_jsonrpc_where_Odoo_is_older_than_19()
    {
        var client = _http.Body("<html></html>", "text/html", HttpStatusCode.NotFound).Result("""{"server_version":"18.0"}""").Result("8").Client(protocol: OdooProtocol.Auto);

        Assert.Equal((8, OdooProtocol.JsonRpc), (await client.LogInAsync(None), client.Protocol));
        Assert.Equal(3, _http.Requests.Count);
    }

    [Fact]
    public async Task An_outage_while_it_asks_decides_nothing()
    {
        var client = _http.Body("""{"version":"19.0"}""").Body("", "text/html", HttpStatusCode.BadGateway).Client(protocol: OdooProtocol.Auto);

        Assert.Equal(OdooFaultKind.Unavailable, (await Assert.ThrowsAsync<OdooFault>(() => client.LogInAsync(None))).Kind);
        Assert.Null(client.Protocol);
    }

    [Fact]
    public async Task A_denied_key_is_asked_for_again_once_and_a_missing_right_is_not()
    {
        var client = _http.Body(Context).Body(Owner).Client(protocol: OdooProtocol.Json2);
        await client.LogInAsync(None);

        _http.Body(Denied, status: HttpStatusCode.Unauthorized).Body(Context).Body(Owner).Body("7");
        Assert.Equal(7, await client.SearchCountAsync("res.partner", OdooDomain.All, OdooContext.Standard, None));
        _http.Body(Denied.Replace("werkzeug.exceptions.Unauthorized", "odoo.exceptions.AccessError", StringComparison.Ordinal), status: HttpStatusCode.Forbidden);
        await Assert.ThrowsAsync<OdooFault>(() => client.SearchCountAsync("ir.model.data", OdooDomain.All, OdooContext.Standard, None));
        Assert.Equal(7, _http.Requests.Count);
    }

    [Fact]
    public async Task An_argument_by_place_needs_a_name_on_either_protocol() =>
        await Assert.ThrowsAsync<ArgumentException>(() => Client(OdooProtocol.JsonRpc).CallAsync("mail.thread", "message_post", [new JsonArray(5), "text"], [], OdooContext.Standard, None));
}
