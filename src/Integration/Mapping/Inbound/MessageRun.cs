using Integration.Contracts;
using Integration.Mapping.Inbound.Sources;
using NodaTime;

namespace Integration.Mapping.Inbound;

/// <summary>One message on its way through one mapping: what every frame of it shares.</summary>
internal abstract class MessageRun(MappingContext context, TraceRecorder? trace)
{
    private DateOnly? _dayReceived;
    private IReadOnlyList<Expression>? _itemCodes;
    private Expression? _approvalPath;
    private DateTimeZone? _zone;

    public MappingContext Context => context;

    /// <summary>What kind of message it is, and where it says so, for one that no mapping takes.</summary>
    public abstract (string Where, string What) Kind { get; }

    /// <summary>The message as a whole.</summary>
    public abstract MessagePart Whole { get; }

    /// <summary>Which facility it comes from, which decides the time zone (rule 24).</summary>
    public abstract Value Facility { get; }

    /// <summary>Where this sender puts the code of the item master, in the order to try.</summary>
    public IReadOnlyList<Expression> ItemCodes => _itemCodes ??= [.. context.Interface.Sender.ItemCodes.Select(PathOf)];

    /// <summary>Where this sender says that a line is approved; null where every order sent is.</summary>
    public Expression? ApprovalPath => context.Interface.Sender.Approval is { } rule ? _approvalPath ??= PathOf(rule.Path) : null;

    /// <summary>The zone of the facility; null, and a fault, where the interface gives it none.</summary>
    public DateTimeZone? Zone(Findings findings)
    {
        if (_zone is not null)
        {
            return _zone;
        }

        var facility = Facility;
        var zones = context.Interface.Sender.Zones;
        var zone = zones.GetValueOrDefault(facility.Text) ?? zones.GetValueOrDefault("*");
        if (zone is not null)
        {
            return _zone = FacilityTime.Zone(zone) ?? throw new InvalidOperationException($"The zone {zone} is unknown, which loading should have said.");
        }

        findings.Fault(facility.Where, "the interface gives this facility no time zone");
        return null;
    }

    /// <summary>The day the message came; any day where no table has dates.</summary>
    public DateOnly DayReceived => _dayReceived ??= context.Tables.AreDated ? DayOf(context.ReceivedAt) : default;

    /// <summary>The facility's day at an instant; UTC's where it has no zone. Decides which rows of a table with dates hold.</summary>
    public DateOnly DayOf(DateTimeOffset instant) => FacilityTime.DayOf(instant, context.Interface.Sender.Zones, Facility.Text);

    /// <summary>The rows of a key; the rightmost cells give way to <c>*</c> first.</summary>
    public IReadOnlyList<CodeRow> Find(string table, DateOnly day, string[] key, string where)
    {
        var rows = TableOf(table).Find(day, key);
        trace?.LookedUp(table, key, where, rows);
        return rows;
    }

    public string Cell(string table, CodeRow row, string column) => row.Values[TableOf(table).IndexOf(column)];

    /// <summary>A path of the sender's profile.</summary>
    protected abstract PathExpression PathOf(string text);

    /// <summary>A value as codes are compared: without blanks around it, and with plain hyphens and blanks where a word processor put its own (the standard's examples do).</summary>
    protected static Value AsCompared(string sent, string where)
    {
        var text = Plain(sent);
        return text.Length == 0 ? Value.Empty(where) : Value.Of(text, where);
    }

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
