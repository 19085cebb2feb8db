using Integration.Contracts;
using Integration.Hl7v2.Message;
using NodaTime;

namespace Integration.Mapping.Inbound;

/// <summary>One message on its way through one mapping: what every frame of it shares.</summary>
internal sealed class MessageRun(Hl7Message message, MappingContext context, TraceRecorder? trace)
{
    private static readonly Hl7Path FacilityPath = Parse("MSH-4.1");

    private readonly SenderPositions _positions = new(context.Interface.Sender.Positions);

    private DateOnly? _dayReceived;

    public Hl7Message Message => message;

    public MappingContext Context => context;

    /// <summary>Where this sender puts the code of the item master, in the order to try.</summary>
    public IReadOnlyList<Expression> ItemCodes { get; } = [.. context.Interface.Sender.ItemCodes.Select(path => new PathExpression(Parse(path)))];

    /// <summary>MSH-4.1, which decides the time zone (rule 24).</summary>
    public Value Facility => Read(FacilityPath, message, "");

    /// <summary>The zone of the facility; null, and a fault, where the interface gives it none.</summary>
    public DateTimeZone? Zone(Findings findings)
    {
        var facility = Facility;
        var zones = context.Interface.Sender.Zones;
        var zone = zones.GetValueOrDefault(facility.Text) ?? zones.GetValueOrDefault("*");
        if (zone is not null)
        {
            return FacilityTime.Zone(zone) ?? throw new InvalidOperationException($"The zone {zone} is unknown, which loading should have said.");
        }

        findings.Fault(facility.Where, "the interface gives this facility no time zone");
        return null;
    }

    /// <summary>The day the message came; any day where no table has dates.</summary>
    public DateOnly DayReceived => _dayReceived ??= context.Tables.AreDated ? DayOf(context.ReceivedAt) : default;

    /// <summary>The facility's day at an instant; UTC's where it has no zone. Decides which rows of a table with dates hold.</summary>
    public DateOnly DayOf(DateTimeOffset instant) => FacilityTime.DayOf(instant, context.Interface.Sender.Zones, Facility.Text);

    /// <summary>Reads one value as codes are compared: without blanks around it, and with plain hyphens and blanks where a word processor put its own (the standard's examples do).</summary>
    public Value Read(Hl7Path path, Hl7Scope scope, string label)
    {
        var sent = _positions.Of(path);
        var where = label.Length == 0 ? sent.ToString() : $"{label} {sent}";
        return Read(sent.Values(scope).FirstOrDefault(value => value.HasValue), where, StandsFor(path, sent));
    }

    /// <summary>All that have a value, read in the same way.</summary>
    public IEnumerable<Value> ReadAll(Hl7Path path, Hl7Scope scope, string label)
    {
        var sent = _positions.Of(path);
        return sent.Values(scope).Select(found => Read(found, label.Length == 0 ? found.Location.ToString() : $"{label} {found.Location}", StandsFor(path, sent))).Where(value => value.HasText);
    }

    /// <summary>Whether a segment of the standard, by whatever name this sender gives it, is seen from a part of the message.</summary>
    public bool Has(string segment, Hl7Scope scope) => scope.Find(_positions.SegmentOf(segment)).Count > 0;

    private static Hl7Path? StandsFor(Hl7Path path, Hl7Path sent) => ReferenceEquals(path, sent) ? null : path;

    private Value Read(Hl7Value found, string where, Hl7Path? standsFor)
    {
        if (!found.HasValue)
        {
            return Value.Empty(where);
        }

        trace?.Read(found, standsFor);
        var text = Plain(found.Text);
        return text.Length == 0 ? Value.Empty(where) : Value.Of(text, where);
    }

    /// <summary>The rows of a key; the rightmost cells give way to <c>*</c> first.</summary>
    public IReadOnlyList<CodeRow> Find(string table, DateOnly day, string[] key, string where)
    {
        var rows = TableOf(table).Find(day, key);
        trace?.LookedUp(table, key, where, rows);
        return rows;
    }

    public string Cell(string table, CodeRow row, string column) => row.Values[TableOf(table).IndexOf(column)];

    private static Hl7Path Parse(string path) =>
        Hl7Path.Parse(path).TryGet(out var parsed, out _) ? parsed : throw new InvalidOperationException($"'{path}' is no path, which loading should have said.");

    private CodeTable TableOf(string name) =>
        context.Tables.Table(name) ?? throw new InvalidOperationException($"The journal holds no code table '{name}': seed the tables before mapping.");

    private static string Plain(string text)
    {
        var trimmed = text.Trim();
        return trimmed.AsSpan().IndexOfAnyInRange('\u0080', '\uffff') < 0
            ? trimmed
            : string.Create(trimmed.Length, trimmed, static (plain, original) =>
            {
                for (var at = 0; at < plain.Length; at++)
                {
                    plain[at] = original[at] switch
                    {
                        >= '\u2010' and <= '\u2015' or '\u2212' => '-',
                        '\u00a0' or '\u202f' => ' ',
                        var other => other,
                    };
                }
            });
    }
}
