using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Integration.Odoo;
using Integration.Sandbox.Odoo;
using Integration.Sandbox.Odoo.Records;
using Integration.UnitTests.Architecture;
using Integration.Worker.Provisioning;

namespace Integration.UnitTests.Provisioning;

/// <summary>The stand-in Odoo with the network's records, called without a socket, as its administrator.</summary>
internal sealed class OdooInMemory : HttpMessageHandler
{
    private readonly OdooCalls _calls;

    public OdooInMemory()
    {
        var store = new RecordStore();
        NetworkSeed.Plant(store, new OdooSandboxOptions(Path.Combine(Repository.Root, "ops", "odoo", "network")), TimeProvider.System);
        _calls = new OdooCalls(store, OdooSandboxOptions.Database, TimeProvider.System);
        Client = new OdooClient(
            new HttpClient(this),
            new OdooConnection { Url = new Uri("https://odoo.example/"), Protocol = OdooProtocol.JsonRpc, Database = OdooSandboxOptions.Database, User = "admin", Secret = OdooSandboxOptions.Password, TimeOut = TimeSpan.FromSeconds(30) },
            TimeProvider.System);
    }

    public OdooClient Client { get; }

    public MasterOdoo Master => new(Client);

    /// <summary>Calls that write.</summary>
    public int Writes { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var call = (await JsonNode.ParseAsync(await request.Content!.ReadAsStreamAsync(cancellationToken), cancellationToken: cancellationToken))!["params"]!;
        var arguments = call["args"]!.AsArray();
        Writes += arguments.ElementAtOrDefault(4) is JsonValue method && method.GetValueKind() == System.Text.Json.JsonValueKind.String && method.GetValue<string>() is "load" or "create" or "write" or "unlink" ? 1 : 0;
        var answer = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = 1, ["result"] = _calls.Call(call["service"]!.GetValue<string>(), call["method"]!.GetValue<string>(), arguments) };
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(answer.ToJsonString(), Encoding.UTF8, "application/json") };
    }
}
