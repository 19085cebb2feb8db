using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Integration.Ingestion.Fhir;
using Integration.Journal;
using Microsoft.Extensions.Logging.Abstractions;
using Integration.Odoo;
using Integration.Pipeline;
using Integration.Worker.Hosting;
using Integration.Worker.Provisioning;

namespace Integration.Worker.Doctor;

/// <summary>Everything the worker needs, looked at once: settings, journal, broker, Odoo and what the code tables point to in it.</summary>
internal static class Examination
{
    /// <summary>Below this many days to its end, a certificate is called out.</summary>
    private const int CertificateWarningDays = 21;

    public static async Task<IReadOnlyList<Finding>> RunAsync(IConfiguration configuration, TimeProvider time, CancellationToken cancellationToken)
    {
        Settings settings;
        try
        {
            settings = Settings.Read(configuration, Roles.All);
        }
        catch (SettingsException fault)
        {
            return fault.Errors.Select(error => Finding.Bad("settings", error, "Correct it; the other checks follow once all settings can be read.")).ToList();
        }

        var stages = settings.Stages;
        var findings = new List<Finding>
        {
            Finding.Good("settings", $"{stages.Interfaces.Count} interfaces, {stages.Mappings.Policies.Count} targets, journal {stages.Journal.Store}"),
        };
        await using var journal = JournalRegistration.Open(stages.Journal, NullLoggerFactory.Instance);
        findings.AddRange(stages.Interfaces.Select(definition => ListenerExamination.Certificate(definition, time)).OfType<Finding>());
        var journalAnswers = await JournalAsync(journal, findings, cancellationToken);
        await BrokerAsync(stages.Bus, findings, cancellationToken);
        foreach (var feed in stages.Interfaces.Where(feed => feed.Fhir is not null))
        {
            var examination = new FhirExamination(feed, fhir => FhirConnections.Open(fhir, stages.Ingestion.Polling, time));
            findings.AddRange(await examination.RunAsync(journalAnswers ? journal : null, cancellationToken));
        }

        var network = NetworkFiles.Find(configuration);
        foreach (var database in stages.Odoo)
        {
            var found = await OdooAsync(database, stages, journalAnswers ? journal : null, network, time, cancellationToken);
            findings.AddRange(stages.Odoo.Count == 1 ? found : found.Select(finding => finding with { Subject = $"{database.Name}: {finding.Subject}" }));
        }

        return findings;
    }

    private static async Task<IReadOnlyList<Finding>> OdooAsync(OdooDatabaseSettings database, StageSettings stages, IJournal? journal, NetworkFiles? network, TimeProvider time, CancellationToken cancellationToken)
    {
        var odoo = new OdooClient(OdooHttp.Create(database.Connection), database.Connection, time);
        List<Finding> findings = [.. await new OdooExamination(database, odoo, time).RunAsync(journal, stages.Mappings.Policies.Values, cancellationToken)];
        if (findings.All(finding => finding.Subject != "odoo login" || finding.State == FindingState.Good))
        {
            var kept = journal is not null ? await journal.ReadTablesAsync(cancellationToken) : null;
            var tables = kept is { Names.Count: > 0 } ? kept : stages.Mappings.SeedTables();
            findings.AddRange(await new MasterDataExamination(odoo).RunAsync(tables, network, cancellationToken));
        }

        await CertificateAsync(database.Connection.Url, time, findings, cancellationToken);
        return findings;
    }

    private static async Task<bool> JournalAsync(IJournal journal, List<Finding> findings, CancellationToken cancellationToken)
    {
        try
        {
            await journal.MigrateAsync(cancellationToken);
            var pauses = await journal.PausesAsync(cancellationToken);
            findings.Add(Finding.Good("journal", $"answers; code tables at revision {await journal.TableRevisionAsync(cancellationToken)}"));
            findings.AddRange(pauses.Select(pause => Finding.Warning($"paused {pause.Scope}", $"since {pause.Since:u} by {pause.Author}: {pause.Reason}", $"integration resume {pause.Scope}")));
            return true;
        }
        catch (JournalUnavailableException fault)
        {
            findings.Add(Finding.Bad("journal", fault.Message, "Check Integration:Journal and that the database runs and lets this user in."));
            return false;
        }
    }

    private static async Task BrokerAsync(BusOptions bus, List<Finding> findings, CancellationToken cancellationToken)
    {
        if (bus.Transport == BusTransport.Memory)
        {
            findings.Add(Finding.Good("broker", "in memory: one process runs every role"));
            return;
        }

        var (version, fault) = await BrokerProbe.AskAsync(bus, cancellationToken);
        findings.Add(version is not null
            ? Finding.Good("broker", $"RabbitMQ {version}")
            : Finding.Bad("broker", fault!, "Messages are accepted and delivered all the same, found by the sweep; check Integration:Bus:Address and that RabbitMQ runs."));
    }

    private static async Task CertificateAsync(Uri url, TimeProvider time, List<Finding> findings, CancellationToken cancellationToken)
    {
        if (url.Scheme != Uri.UriSchemeHttps)
        {
            return;
        }

        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(url.Host, url.Port, cancellationToken);
            await using var stream = new SslStream(client.GetStream());
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = url.Host }, cancellationToken);
            var days = (int)(new X509Certificate2(stream.RemoteCertificate!).NotAfter.ToUniversalTime() - time.GetUtcNow().UtcDateTime).TotalDays;
            findings.Add(days > CertificateWarningDays
                ? Finding.Good("odoo certificate", $"{days} days left")
                : Finding.Warning("odoo certificate", $"{days} days left", "Have it renewed before it ends."));
        }
        catch (Exception fault) when (fault is SocketException or IOException or System.Security.Authentication.AuthenticationException)
        {
            findings.Add(Finding.Bad("odoo certificate", fault.Message, "Check the certificate of Odoo's front and that this machine trusts its issuer."));
        }
    }
}
