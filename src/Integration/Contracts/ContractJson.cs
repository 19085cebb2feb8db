using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Integration.Contracts;

/// <summary>
/// The one JSON form of contracts: a CloudEvents 1.0 structured event whose <c>data</c> is the content, as the schemas under <c>contracts/</c> state it. Equal facts give equal text: names in camelCase, enumerations as camelCase words,
/// what is not stated left out, instants in UTC with <c>Z</c>, numbers without trailing zeros. Reading is strict: an unknown or missing member is an error, never a silent loss.
/// </summary>
public static class ContractJson
{
    /// <summary>What stands before the contract's name in the CloudEvents <c>type</c>.</summary>
    public const string TypePrefix = "integration.";

    /// <summary>Every contract name this build can read, with its record. A new contract is one line here.</summary>
    public static readonly FrozenDictionary<string, Type> Contents = new Dictionary<string, Type>
    {
        [Requisition.ContractName] = typeof(Requisition),
        [DemandSignal.ContractName] = typeof(DemandSignal),
        [BedEvent.ContractName] = typeof(BedEvent),
        [BedStatus.ContractName] = typeof(BedStatus),
        [ServiceActivity.ContractName] = typeof(ServiceActivity),
        [AssetEvent.ContractName] = typeof(AssetEvent),
        [MasterRecord.ContractName] = typeof(MasterRecord),
    }.ToFrozenDictionary();

    /// <summary>For a <see cref="Contract"/>, for one of the records in <see cref="Contents"/>, and for what is built of them.</summary>
    public static readonly JsonSerializerOptions Options = MakeOptions();

    public static string Write(Contract contract) => JsonSerializer.Serialize(contract, Options);

    /// <exception cref="JsonException">Not an event of a contract this build knows, or not as its schema says.</exception>
    public static Contract Read(string json) =>
        JsonSerializer.Deserialize<Contract>(json, Options) ?? throw new JsonException("A contract is an object, not null.");

    /// <summary>The content alone, as in <c>data</c>: what the contract key is hashed over.</summary>
    public static string WriteContent(ContractContent content) => JsonSerializer.Serialize(content, content.GetType(), Options);

    /// <param name="name">As in <see cref="ContractContent.Name"/>: <c>requisition.v1</c>.</param>
    /// <exception cref="JsonException">Not a contract this build knows, or not as its schema says.</exception>
    public static ContractContent ReadContent(string name, string json) =>
        (ContractContent?)JsonSerializer.Deserialize(json, RecordOf(name), Options) ?? throw new JsonException("The content of a contract is an object, not null.");

    internal static Type RecordOf(string name) => Contents.GetValueOrDefault(name) ?? throw new JsonException($"No contract is called '{name}' here.");

    private static JsonSerializerOptions MakeOptions()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            RespectNullableAnnotations = true,
            Converters =
            {
                new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
                new UtcInstantConverter(),
                new PlainDecimalConverter(),
                new CloudEventConverter(),
            },
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { RequireWhatIsNotNullable } },
        };
        options.MakeReadOnly();
        return options;
    }

    /// <summary>
    /// What may be null may be left out; all else must be there. (The built-in switch would require nullable constructor parameters too.) What cannot be set, like the name of a content, follows from the record and is not written.
    /// </summary>
    private static void RequireWhatIsNotNullable(JsonTypeInfo type)
    {
        foreach (var property in type.Properties.ToList())
        {
            if (property.Set is null && property.AssociatedParameter is null)
            {
                type.Properties.Remove(property);
            }
            else
            {
                property.IsRequired = !property.IsSetNullable && Nullable.GetUnderlyingType(property.PropertyType) is null;
            }
        }
    }

    private sealed class UtcInstantConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset().ToUniversalTime();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(Neutral.Instant(value));
    }

    private sealed class PlainDecimalConverter : JsonConverter<decimal>
    {
        public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDecimal();

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) => writer.WriteRawValue(Neutral.Number(value));
    }

    private sealed class CloudEventConverter : JsonConverter<Contract>
    {
        public override Contract Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            (JsonSerializer.Deserialize<CloudEvent>(ref reader, options) ?? throw new JsonException("A contract is an object, not null.")).ToContract(options);

        public override void Write(Utf8JsonWriter writer, Contract value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, CloudEvent.Of(value, options), options);
    }
}

/// <summary>Values as invariant text, each value in one way only.</summary>
public static class Neutral
{
    /// <summary>ISO 8601 UTC, fractions of a second only where there are any: <c>2026-11-22T08:00:00Z</c>.</summary>
    public static string Instant(DateTimeOffset value) => value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>A decimal point and no trailing zeros: <c>2.5</c>, <c>100</c>.</summary>
    public static string Number(decimal value) => value.ToString("0.############################", CultureInfo.InvariantCulture);
}
