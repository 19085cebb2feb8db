using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Integration.Contracts;
using Integration.Ingestion.Fhir.Authorising;
using Integration.Ingestion.Fhir.Polling;
using Integration.Ingestion.Fhir.Subscribing;
using Integration.Journal;

namespace Integration.Ingestion.Fhir;

/// <summary>Puts together what speaks to a server: the connection with its certificate, its tokens, and what is asked over it.</summary>
internal sealed class FhirConnections(
    FhirNotifications notifications, Func<InterfaceDefinition, TakeChanges> intakes, IPollingJournal journal, IEventJournal events, EventNoted noted, PollingOptions options, TimeProvider time) : IDisposable
{
    /// <summary>A connection is made anew so often, so that a server that moved is found.</summary>
    private static readonly TimeSpan s_connectionLife = TimeSpan.FromMinutes(5);

    private readonly ConcurrentBag<FhirServer> _open = [];

    /// <exception cref="FhirServerException">The client certificate cannot be read.</exception>
    public InterfacePoll Polls(InterfaceDefinition feed, string worker)
    {
        var fhir = feed.Fhir!;
        var server = Open(fhir, options, time);
        _open.Add(server);
        var take = intakes(feed);
        return new InterfacePoll(
            feed,
            [.. fhir.Polls.Select(poll => new TypePoll(feed.Name, fhir, poll, server, take, journal, noted, options, worker))],
            new SubscriptionKeeper(feed, server, notifications, take, journal, noted, options, time),
            journal,
            events,
            noted,
            options,
            worker);
    }

    public void Dispose()
    {
        foreach (var server in _open)
        {
            server.Dispose();
        }
    }

    /// <summary>The server of an interface that has one; for <c>doctor</c> too.</summary>
    /// <exception cref="FhirServerException">The client certificate cannot be read.</exception>
    public static FhirServer Open(FhirFeed feed, PollingOptions options, TimeProvider time)
    {
        // No redirects: a token belongs to this server. No cookies: one answer must not change the next.
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = options.TimeOut,
            PooledConnectionLifetime = s_connectionLife,
            SslOptions = new SslClientAuthenticationOptions { ClientCertificateContext = Certificate(feed.Authorisation) },
        };
        var http = new HttpClient(handler) { Timeout = options.TimeOut };
        return new FhirServer(feed.Server!, http, new AccessTokens(feed.Authorisation, http, time), options, time);
    }

    private static SslStreamCertificateContext? Certificate(FhirAuthorisation? authorisation)
    {
        if (authorisation?.Certificate is not { } file)
        {
            return null;
        }

        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(file);
            return SslStreamCertificateContext.Create(X509Certificate2.CreateFromPemFile(file, authorisation.CertificateKey ?? file), chain, offline: true);
        }
        catch (Exception fault) when (fault is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new FhirServerException(FhirServerFault.NotAuthorised, $"no client certificate can be read from {file} ({fault.GetType().Name})", fault);
        }
    }
}
