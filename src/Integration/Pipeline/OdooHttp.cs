using System.Net;
using Integration.Delivery;
using Integration.Odoo;

namespace Integration.Pipeline;

/// <summary>The HTTP client of one Odoo: no redirects (a redirected POST would lose its body), no cookies, few connections.</summary>
internal static class OdooHttp
{
    private const int MaxConnections = 8;

    public static HttpClient Create(OdooConnection connection) => new(new FailPointHandler
    {
        InnerHandler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            MaxConnectionsPerServer = MaxConnections,
            AutomaticDecompression = DecompressionMethods.All,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        },
    })
    {
        Timeout = connection.TimeOut + TimeSpan.FromSeconds(5),
    };
}
