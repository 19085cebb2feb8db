using System.Text.Json;
using System.Text.Json.Nodes;

namespace Integration.Odoo.Wire;

/// <summary>
/// Knows the user's id, which every call carries. It is asked for once, and once more when Odoo denies access: a database restored from a copy
/// may know the same login under another id.
/// </summary>
internal sealed class OdooSession(HttpClient http, OdooConnection connection, TimeProvider time)
{
    private const string AccessDenied = "odoo.exceptions.AccessDenied";

    private readonly JsonRpcWire _wire = new(connection);
    private readonly OdooTransport _transport = new(http, connection, time);
    private long _user;

    public async Task<OdooAnswer> VersionAsync(CancellationToken cancellation)
    {
        using var request = _wire.Version();
        return await _transport.SendAsync(request, cancellation);
    }

    public async Task<long> LogInAsync(CancellationToken cancellation)
    {
        using var request = _wire.Authenticate();
        var answer = await _transport.SendAsync(request, cancellation);
        if (answer.Value.ValueKind == JsonValueKind.False)
            throw new OdooFault(OdooFaultKind.AccessDenied, false, AccessDenied, $"Odoo knows no user '{connection.User}' with this secret.");
        var user = answer.Id();
        Interlocked.Exchange(ref _user, user);
        return user;
    }

    public async Task<OdooAnswer> ExecuteAsync(string model, string method, JsonArray arguments, JsonObject named, CancellationToken cancellation)
    {
        var known = Interlocked.Read(ref _user);
        if (known == 0) return await SendAsync(await LogInAsync(cancellation), model, method, arguments, named, cancellation);
        try
        {
            return await SendAsync(known, model, method, arguments, named, cancellation);
        }
        catch (OdooFault fault) when (fault.Name == AccessDenied)
        {
            return await SendAsync(await LogInAsync(cancellation), model, method, arguments, named, cancellation);
        }
    }

    private async Task<OdooAnswer> SendAsync(long user, string model, string method, JsonArray arguments, JsonObject named, CancellationToken cancellation)
    {
        using var request = _wire.Execute(user, model, method, arguments, named);
        return await _transport.SendAsync(request, cancellation);
    }
}
