using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Integration.Contracts;
using Integration.Hl7v2.Mllp;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Integration.Ingestion.Fhir;

/// <summary>The HTTP server of one interface: its address, TLS, who may connect, and the bounds of a request.</summary>
internal sealed class FhirHost : IAsyncDisposable
{
    /// <summary>Slower senders hold a place that others need.</summary>
    private const double LeastBytesPerSecond = 240;

    private readonly InterfaceDefinition _definition;
    private readonly FhirHandler _handler;
    private readonly IngestionOptions _options;
    private readonly MllpServerTls? _tls;
    private readonly WebApplication _application;

    /// <exception cref="IOException">The certificate cannot be read.</exception>
    public FhirHost(InterfaceDefinition definition, FhirHandler handler, IngestionOptions options, TimeProvider time, ILogger log)
    {
        (_definition, _handler, _options) = (definition, handler, options);
        _tls = ListenerTls.Open(definition, time, log);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(Configure);
        if (_tls is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        _application = builder.Build();
        _application.Run(handler.HandleAsync);
    }

    /// <summary>Once started.</summary>
    public Uri Address => new(new Uri(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()), "fhir");

    /// <exception cref="IOException">The address is taken.</exception>
    public Task StartAsync(CancellationToken cancellationToken) => _application.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => _application.StopAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _handler.Dispose();
    }

    private void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = _options.MaxConnections;
        kestrel.Limits.MaxRequestBodySize = _options.MaxPayloadBytes;
        kestrel.Limits.RequestHeadersTimeout = _options.HalfFrameTimeOut;
        kestrel.Limits.KeepAliveTimeout = _options.IdleTimeOut;
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(LeastBytesPerSecond, _options.HalfFrameTimeOut);
        kestrel.Listen(IPAddress.Parse(_definition.Address), _definition.Port, listen =>
        {
            // One protocol is one surface; senders of a few messages a second gain nothing by another.
            listen.Protocols = HttpProtocols.Http1;
            if (_definition.From.Count > 0)
            {
                listen.Use(next => connection => IsAllowed(connection) ? next(connection) : Abort(connection));
            }

            if (_tls is not null)
            {
                listen.UseHttps(new TlsHandshakeCallbackOptions { HandshakeTimeout = _options.HandshakeTimeOut, OnConnection = _ => ValueTask.FromResult(Handshake(_tls)) });
            }
        });
    }

    private static SslServerAuthenticationOptions Handshake(MllpServerTls tls)
    {
        var handshake = tls.Options(IsTrusted);
        handshake.ApplicationProtocols = [SslApplicationProtocol.Http11];
        return handshake;
    }

    private static bool IsTrusted(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) => errors == SslPolicyErrors.None;

    private bool IsAllowed(ConnectionContext connection) =>
        connection.RemoteEndPoint is IPEndPoint { Address: var address } && _definition.From.Any(network => network.Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address));

    private Task Abort(ConnectionContext connection)
    {
        _handler.TurnAway((connection.RemoteEndPoint as IPEndPoint)?.Address, "the address is not in 'from'");
        connection.Abort();
        return Task.CompletedTask;
    }
}
