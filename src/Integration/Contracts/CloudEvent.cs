using System.Text.Json;

namespace Integration.Contracts;

/// <summary>
/// A contract on the wire: CloudEvents 1.0.2, JSON format. Attribute names are lower-case letters only, as its section "Naming Conventions" asks; extensions are single values, so flags are joined by commas. One of these is
/// <c>contracts/envelope/v1/schema.json</c>.
/// </summary>
/// <param name="Time">The same instant as <paramref name="Assertedat"/>, for consumers that know only CloudEvents.</param>
/// <param name="Flags">Null when there are none.</param>
internal sealed record CloudEvent(
    string Specversion,
    string Id,
    string Source,
    string Type,
    string Subject,
    DateTimeOffset Time,
    string Interface,
    string Facility,
    DateTimeOffset Assertedat,
    DateTimeOffset Effectiveat,
    string Mappingversion,
    int Tablerevision,
    string Zoneversion,
    string Correlationid,
    string? Flags,
    JsonElement Data)
{
    public static CloudEvent Of(Contract contract, JsonSerializerOptions options)
    {
        var envelope = contract.Envelope;
        return new CloudEvent(
            Envelope.SpecVersion,
            envelope.Id,
            envelope.Source,
            envelope.Type,
            envelope.Subject,
            envelope.AssertedAt,
            envelope.Interface,
            envelope.Facility,
            envelope.AssertedAt,
            envelope.EffectiveAt,
            envelope.MappingVersion,
            envelope.TableRevision,
            envelope.ZoneVersion,
            envelope.CorrelationId,
            contract.Flags.Count == 0 ? null : string.Join(',', contract.Flags),
            JsonSerializer.SerializeToElement(contract.Content, contract.Content.GetType(), options));
    }

    public Contract ToContract(JsonSerializerOptions options)
    {
        if (Specversion != Envelope.SpecVersion || Time != Assertedat || !Type.StartsWith(ContractJson.TypePrefix, StringComparison.Ordinal))
        {
            throw new JsonException("Not a contract's envelope: specversion, type and time must be as contracts/envelope/v1 says.");
        }

        var record = ContractJson.RecordOf(Type[ContractJson.TypePrefix.Length..]);
        var content = (ContractContent?)Data.Deserialize(record, options) ?? throw new JsonException("The data of a contract is an object, not null.");
        return new Contract(
            new Envelope(Id, Source, Type, Subject, Interface, Facility, Assertedat, Effectiveat, Mappingversion, Tablerevision, Zoneversion, Correlationid),
            content,
            Flags?.Split(',') ?? []);
    }
}
