using System.Text.Json;
using System.Text.Json.Nodes;

namespace Integration.Odoo.Wire;

/// <summary>
/// Knows which protocol is spoken and who the user is. Both are asked for once, and again when the secret changes or Odoo denies the login: the key may have been replaced, or
/// the database restored from a copy that knows the same user under another id.
/// </summary>
internal sealed class OdooSession(HttpClient http, OdooConnection connection, TimeProvider time)
{
    /// <summary>The first version with <c>/json/2</c>.</summary>
    private const int LeastMajorOfJson2 = 19;

    private readonly JsonRpcWire _jsonRpc = new(connection);
    private readonly Json2Wire _json2 = new(connection);
    private readonly OdooTransport _transport = new(http, connection, time);
    private readonly OdooSecret _secret = new(connection, time);
    private volatile SignedIn? _signedIn;

    /// <summary>What is spoken; null before the first login.</summary>
    public OdooProtocol? Protocol => _signedIn is { } known ? known.Wire == _json2 ? OdooProtocol.Json2 : OdooProtocol.JsonRpc : null;

    public async Task<OdooVersion> VersionAsync(CancellationToken cancellation)
    {
        var answer = OdooAnswer.Void;
        if (connection.Protocol != OdooProtocol.JsonRpc)
        {
            using var request = _json2.Version();
            answer = await _transport.SendAsync(request, _json2.DecodeVersion, cancellation);
        }

        if (answer.IsVoid)
        {
            using var request = _jsonRpc.Version();
            answer = await _transport.SendAsync(request, _jsonRpc.Decode, cancellation);
        }

        return OdooVersion.Read(answer);
    }

    public async Task<long> LogInAsync(CancellationToken cancellation) => (await SignInAsync(cancellation)).User;

    public async Task<OdooAnswer> ExecuteAsync(OdooCall call, CancellationToken cancellation)
    {
        if (_signedIn is not { } known || known.Secret != _secret.Current()) return await SendAsync(await SignInAsync(cancellation), call, cancellation);
        try
        {
            return await SendAsync(known, call, cancellation);
        }
        catch (OdooFault fault) when (fault.IsLoginDenied)
        {
            return await SendAsync(await SignInAsync(cancellation), call, cancellation);
        }
    }

    private async Task<SignedIn> SignInAsync(CancellationToken cancellation)
    {
        var secret = _secret.Now();
        var signedIn = connection.Protocol switch
        {
            OdooProtocol.JsonRpc => await OverJsonRpcAsync(secret, cancellation),
            OdooProtocol.Json2 => await OverJson2Async(secret, cancellation),
            OdooProtocol.Auto => await ProbeAsync(secret, cancellation),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        _signedIn = signedIn;
        return signedIn;
    }

    /// <summary>A password is no key: <c>/json/2</c> denies it, and then <c>/jsonrpc</c> has the last word.</summary>
    private async Task<SignedIn> ProbeAsync(string secret, CancellationToken cancellation)
    {
        if ((await VersionAsync(cancellation)).Major < LeastMajorOfJson2) return await OverJsonRpcAsync(secret, cancellation);
        try
        {
            return await OverJson2Async(secret, cancellation);
        }
        catch (OdooFault fault) when (fault.IsLoginDenied)
        {
            return await OverJsonRpcAsync(secret, cancellation);
        }
    }

    private async Task<SignedIn> OverJsonRpcAsync(string secret, CancellationToken cancellation)
    {
        using var request = _jsonRpc.Authenticate(secret);
        var answer = await _transport.SendAsync(request, _jsonRpc.Decode, cancellation);
        return answer.Value.ValueKind == JsonValueKind.False
            ? throw OdooFaults.LoginDenied($"Odoo knows no user '{connection.User}' with this secret.")
            : new SignedIn(_jsonRpc, secret, answer.Id());
    }

    /// <summary>A key says by itself whose it is, so a key of somebody else must be found out here: what it writes would be theirs.</summary>
    private async Task<SignedIn> OverJson2Async(string secret, CancellationToken cancellation)
    {
        var context = await SendAsync(new SignedIn(_json2, secret, 0), new OdooCall("res.users", "context_get", [], []), cancellation);
        if (context.Value.ValueKind != JsonValueKind.Object || !context.Value.TryGetProperty("uid", out var uid) || !uid.TryGetInt64(out var user))
            throw OdooFaults.Shape("a user's context");
        var signedIn = new SignedIn(_json2, secret, user);
        var read = new OdooCall("res.users", "read", new JsonArray(new JsonArray(user), new JsonArray("login")), []);
        var owner = (await SendAsync(signedIn, read, cancellation)).Records();
        return owner is [var one] && one.Text("login") == connection.User
            ? signedIn
            : throw OdooFaults.LoginDenied($"The API key is not one of the user '{connection.User}'.");
    }

    private async Task<OdooAnswer> SendAsync(SignedIn signedIn, OdooCall call, CancellationToken cancellation)
    {
        using var request = signedIn.Wire.Execute(signedIn.Secret, signedIn.User, call);
        return await _transport.SendAsync(request, signedIn.Wire.Decode, cancellation);
    }

    private sealed record SignedIn(IOdooWire Wire, string Secret, long User);
}
