using System.Collections.Concurrent;
using Integration.Odoo;

namespace Integration.SystemTests.Support;

/// <summary>One API key for each user of each database, made with the password the first time it is wanted.</summary>
internal sealed class ApiKeyRing
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseCookies = false });
    private readonly ConcurrentDictionary<(Uri Url, string Database, string User), Lazy<Task<string>>> _keys = new();

    /// <summary>The same user over <c>/json/2</c>.</summary>
    public async Task<OdooConnection> WithKeyAsync(OdooConnection connection) => connection with
    {
        Protocol = OdooProtocol.Json2,
        Secret = await _keys.GetOrAdd((connection.Url, connection.Database, connection.User), _ => new Lazy<Task<string>>(() => MakeAsync(connection))).Value,
    };

    public static async Task<string> MakeAsync(OdooConnection connection) =>
        (await new OdooKeys(Http, connection, connection.Secret, TimeProvider.System).MakeAsync("specification", CancellationToken.None)).Key;
}
