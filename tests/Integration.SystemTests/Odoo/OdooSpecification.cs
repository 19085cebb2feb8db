using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Integration.Odoo;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Odoo;

/// <summary>
/// What delivery and reconciliation rely on, said of any Odoo. Each test makes records of its own under external ids nobody else uses. The files of this
/// class are its chapters.
/// </summary>
public abstract partial class OdooSpecification : IAsyncLifetime
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseCookies = false }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly string _own = Guid.CreateVersion7().ToString("N");
    private OdooConnection _connection = null!;
    private OdooClient _client = null!;

    protected abstract Task<OdooConnection> ConnectAsync(OdooRole role);

    public async Task InitializeAsync()
    {
        _connection = await ConnectAsync(OdooRole.Integration);
        _client = new OdooClient(Http, _connection, TimeProvider.System);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private static CancellationToken None => CancellationToken.None;

    private static OdooContext Standard => OdooContext.Standard;

    private async Task<OdooClient> AsAsync(OdooRole role) => new(Http, await ConnectAsync(role), TimeProvider.System);

    /// <summary>An external id of this test.</summary>
    private string Own(string name) => $"spec_{_own}.{name}";

    private static string Network(string name) => $"integration_network.{name}";

    private async Task<long> IdAsync(string externalId) => (await _client.CheckObjectReferenceAsync(externalId, None))!.Value.Id!.Value;

    private Task<OdooLoad> LoadAsync(string model, string columns, params LoadCell[][] rows) => LoadAsync(_client, model, columns, rows);

    private static Task<OdooLoad> LoadAsync(OdooClient client, string model, string columns, params LoadCell[][] rows) =>
        client.LoadAsync(model, columns.Split(' '), rows, Standard, None);

    private static IReadOnlyList<long> Loaded(OdooLoad load)
    {
        Assert.True(load.Succeeded, string.Join(" | ", load.Messages));
        return load.Ids;
    }

    private async Task<ReadRecord> ReadAsync(string model, long id, string fields) =>
        Assert.Single(await _client.ReadAsync(model, [id], fields.Split(' '), Standard, None));

    private static async Task<OdooFault> FaultAsync(Task call, OdooFaultKind kind)
    {
        var fault = await Assert.ThrowsAsync<OdooFault>(() => call);
        Assert.Equal((kind, false), (fault.Kind, fault.OutcomeUnknown));
        return fault;
    }

    /// <summary>A call past the client, for what the client does not let anybody do: by place over one protocol, by name over the other.</summary>
    /// <returns>Odoo's error; null when it took the call.</returns>
    private async Task<string?> PastTheClientAsync(string model, string method, JsonObject named)
    {
        if (_connection.Protocol == OdooProtocol.Json2)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_connection.Url, $"json/2/{model}/{method}")) { Content = new StringContent(named.ToJsonString(), Encoding.UTF8, "application/json") };
            request.Headers.Add("Authorization", "bearer " + _connection.Secret);
            request.Headers.Add("X-Odoo-Database", _connection.Database);
            using var response = await Http.SendAsync(request);
            return response.IsSuccessStatusCode ? null : await response.Content.ReadAsStringAsync();
        }

        var user = await _client.LogInAsync(None);
        var context = named["context"]?.DeepClone() ?? new JsonObject();
        var arguments = new JsonArray([.. named.Where(pair => pair.Key != "context").Select(pair => pair.Value?.DeepClone())]);
        var body = new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["method"] = "call",
            ["id"] = 7,
            ["params"] = new JsonObject
            {
                ["service"] = "object",
                ["method"] = "execute_kw",
                ["args"] = new JsonArray(_connection.Database, user, _connection.Secret, model, method, arguments, new JsonObject { ["context"] = context }),
            },
        };
        using var answer = await Http.PostAsJsonAsync(new Uri(_connection.Url, "jsonrpc"), body);
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!["error"]?.ToJsonString();
    }

    private const string OrderColumns =
        "id partner_id/id origin order_line/id order_line/product_id/id order_line/product_qty order_line/product_uom_id/id order_line/price_unit order_line/date_planned";

    private LoadCell[] Order(string name, string origin, string line, string item, decimal quantity, decimal price = 1.5m) =>
        [Own(name), Network("vendor_nls"), origin, Own(line), Network(item), quantity, Network("unit_units"), price, "2031-03-01 08:00:00"];

    private LoadCell[] Line(string line, string item, decimal quantity, decimal price = 1.5m) =>
        [LoadCell.Empty, LoadCell.Empty, LoadCell.Empty, Own(line), Network(item), quantity, Network("unit_units"), price, "2031-03-01 08:00:00"];

    private const string TransferColumns =
        "id picking_type_id/id location_id/id location_dest_id/id origin scheduled_date move_ids/id move_ids/product_id/id move_ids/product_uom_qty "
        + "move_ids/product_uom/id move_ids/location_id/id move_ids/location_dest_id/id";

    private LoadCell[] Transfer(string name, string date, string move, string item, decimal quantity, string type = "operation_case", string to = "location_or_use") =>
        [Own(name), Network(type), Network("location_cs_stock"), Network(to), "case", date, .. Move(move, item, quantity, to)[6..]];

    private LoadCell[] Move(string move, string item, decimal quantity, string to = "location_or_use") =>
        [.. Enumerable.Repeat(LoadCell.Empty, 6), Own(move), Network(item), quantity, Network("unit_units"), Network("location_cs_stock"), Network(to)];
}
