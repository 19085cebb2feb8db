using System.Net;
using Integration.Delivery;
using Integration.Odoo;

namespace Integration.Pipeline;

/// <summary>The HTTP client of one Odoo: no redirects (a redirected POST would lose its body), no cookies, few connections.</summary>
internal static class OdooHttp
{
    private const int MaxConnections = 8;

    public static HttpClient Create(OdooConnection connection) => Create(connection, new FailPointHandler());

    /// <param name="connection">Whose time-out is kept.</param>
    /// <param name="outer">What every call passes first.</param>
    public static HttpClient Create(OdooConnection connection, DelegatingHandler outer)
    {
        outer.InnerHandler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            MaxConnectionsPerServer = MaxConnections,
            AutomaticDecompression = DecompressionMethods.All,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        return new HttpClient(outer) { Timeout = connection.TimeOut + TimeSpan.FromSeconds(5) };
    }
}
