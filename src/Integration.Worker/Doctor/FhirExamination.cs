using System.Text.Json;
using Integration.Contracts;
using Integration.Ingestion.Fhir;
using Integration.Ingestion.Fhir.Authorising;
using Integration.Ingestion.Fhir.Subscribing;
using Integration.Journal;

namespace Integration.Worker.Doctor;

/// <summary>Looks at one FHIR interface: its secrets, and the server it asks, which is read from and never written to.</summary>
/// <param name="open">Opens its server: <see cref="FhirConnections.Open"/>.</param>
internal sealed class FhirExamination(InterfaceDefinition feed, Func<FhirFeed, FhirServer> open)
{
    private const string FhirVersion = "4.0.";

    private readonly FhirFeed _fhir = feed.Fhir!;

    /// <param name="journal">Null where it does not answer.</param>
    public async Task<IReadOnlyList<Finding>> RunAsync(IPollingJournal? journal, CancellationToken cancellationToken)
    {
        List<Finding> findings = [.. new[] { _fhir.Secret, _fhir.Authorisation?.Secret, _fhir.Authorisation?.Key }.OfType<SecretSource>().Select(Secret)];
        if (_fhir.Server is not null)
        {
            findings.AddRange(await ServerAsync(cancellationToken));
        }

        if (journal is not null)
        {
            var known = await journal.SubscriptionsAsync(feed.Name, cancellationToken);
            findings.AddRange(WantedSubscription.Of(_fhir).Select(wanted => Subscription(wanted, known.FirstOrDefault(one => one.Name == wanted.Name))));
        }

        return findings;
    }

    private Finding Secret(SecretSource source)
    {
        var subject = $"secret of {feed.Name}";
        try
        {
            SecretText.Read(source);
        }
        catch (FhirServerException fault)
        {
            return Finding.Bad(subject, fault.Message, source.File is null
                ? "Set it where the worker is started, and here to have it looked at."
                : "Put the file there; the user of the worker must be able to read it, and nobody else.");
        }

        if (source.File is { } file)
        {
            return SecretText.IsReadableByAll(source)
                ? Finding.Warning(subject, $"every user of this machine can read {file}", $"chmod 0600 {file}")
                : Finding.Good(subject, $"read from {file}");
        }

        return Finding.Good(subject, $"stands in {source.Variable}");
    }

    private async Task<IReadOnlyList<Finding>> ServerAsync(CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        try
        {
            using var server = open(_fhir);
            await server.AuthoriseAsync(cancellationToken);
            if (_fhir.Authorisation is { Kind: var kind })
            {
                findings.Add(Finding.Good($"access of {feed.Name}", kind switch
                {
                    FhirAuthorisationKind.Bearer => "a fixed token",
                    FhirAuthorisationKind.MutualTls => "a client certificate",
                    FhirAuthorisationKind.ClientCredentials or FhirAuthorisationKind.SmartBackend => $"a token was given by {_fhir.Authorisation.TokenAddress}",
                    _ => throw new System.Diagnostics.UnreachableException(),
                }));
            }

            // Asked once: whoever runs this waits for it.
            var answer = await server.SendAsync(HttpMethod.Get, server.At("metadata"), null, _ => { }, cancellationToken);
            using var said = JsonDocument.Parse(answer.Body);
            findings.AddRange(Metadata(said.RootElement));
        }
        catch (FhirServerException fault)
        {
            findings.Add(Finding.Bad($"server of {feed.Name}", $"{_fhir.Server}: {fault.Message}", Remedy(fault.Fault)));
        }
        catch (JsonException)
        {
            findings.Add(NoCapabilities());
        }

        return findings;
    }

    private static string Remedy(FhirServerFault fault) => fault switch
    {
        FhirServerFault.Away => "Check 'server' and 'token-address' in interfaces.yaml, and that both can be reached from here.",
        FhirServerFault.Throttled => "It is asked too much at present; look again later, and make 'every' longer if it stays so.",
        FhirServerFault.NotAuthorised => "Check 'authorisation' in interfaces.yaml, and with the EHR's administrators client id, scope, key set or certificate.",
        FhirServerFault.Gone or FhirServerFault.Refused or FhirServerFault.NotUnderstood => "Check that 'server' in interfaces.yaml is the base address of the FHIR server: its /metadata answers a CapabilityStatement.",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private IEnumerable<Finding> Metadata(JsonElement statement)
    {
        if (statement.Text("resourceType") != "CapabilityStatement")
        {
            yield return NoCapabilities();
            yield break;
        }

        // The server's words are told only where they are what was looked for.
        var isR4 = statement.Text("fhirVersion")?.StartsWith(FhirVersion, StringComparison.Ordinal) == true;
        yield return isR4
            ? Finding.Good($"server of {feed.Name}", $"{_fhir.Server} speaks FHIR R4")
            : Finding.Bad($"server of {feed.Name}", $"{_fhir.Server} does not speak FHIR R4 (fhirVersion {FhirVersion}x)", "Ask the EHR's administrators for its R4 address; many servers have one for each version.");
        var rest = statement.Items("rest").FirstOrDefault(one => one.Text("mode") == "server");
        var resources = rest.Items("resource").Where(one => one.Text("type") is not null).ToLookup(one => one.Text("type")!);
        if (resources.Count == 0 && _fhir.Polls.Count > 0)
        {
            yield return Finding.Warning($"types of {feed.Name}", "its metadata does not list which resource types it has", "Nothing to do where `integration feeds` shows that they are read.");
            yield break;
        }

        foreach (var poll in _fhir.Polls)
        {
            yield return Type(poll.Type, rest, resources[poll.Type].FirstOrDefault());
        }
    }

    private Finding Type(string type, JsonElement rest, JsonElement resource)
    {
        var subject = $"{type} of {feed.Name}";
        if (resource.ValueKind == JsonValueKind.Undefined)
        {
            return Finding.Bad(subject, "its metadata does not list it", "Have it opened for this client by the EHR's administrators, or take it out of 'polls' in interfaces.yaml.");
        }

        return resource.Items("searchParam").Concat(rest.Items("searchParam")).Any(parameter => parameter.Text("name") == "_lastUpdated")
            ? Finding.Good(subject, "can be searched by _lastUpdated")
            : Finding.Warning(subject, "its metadata lists no search by _lastUpdated", "Polls stand on it, and many servers have it all the same: see in `integration feeds` whether it is read.");
    }

    private Finding NoCapabilities() => Finding.Bad($"server of {feed.Name}", $"{_fhir.Server}/metadata answers no CapabilityStatement", Remedy(FhirServerFault.NotUnderstood));

    private Finding Subscription(WantedSubscription wanted, KnownSubscription? known)
    {
        var subject = $"subscription of {feed.Name}";
        return known switch
        {
            null or { Id: null } => Finding.Warning(subject, $"{wanted.Name}: none was made yet; polls go on without it", "A running worker makes it; `integration events` says what is in its way."),
            { Gap: { } gap } => Finding.Warning(subject, $"{wanted.Name}: events {gap.From} to {gap.To} did not come", "A running worker reads them back; if it comes again, have the way from the server looked at."),
            { Status: "active" } => Finding.Good(subject, $"{wanted.Name}: active{(known.HeardAt is { } heard ? $", last heard {heard.UtcDateTime:u}" : "")}"),
            { Status: "requested" } => Finding.Warning(subject, $"{wanted.Name}: asked for and not active yet", $"The server has to reach {wanted.Asked.Endpoint} and show the secret there."),
            _ => Finding.Bad(subject, $"{wanted.Name}: not active", $"The server has to reach {wanted.Asked.Endpoint}; a running worker makes it again, and `integration events` says how that went."),
        };
    }
}
