using Integration.Contracts;
using Integration.Mapping.Inbound.Sources;

namespace Integration.Mapping.Inbound;

/// <summary>
/// Where an expression is evaluated: a part of the message, and the named values of its block. A name is evaluated when it is first asked for, once, in the frame that declares it; what that finds wanting belongs to that frame.
/// </summary>
internal sealed class Frame(MessageRun run, MessagePart part, Frame? outer, Block block)
{
    private readonly DateOnly? _day;

    private Dictionary<string, Value>? _named;
    private Dictionary<string, int>? _numbers;

    public MessageRun Run => run;

    public MessagePart Part => part;

    /// <summary>The day whose table rows hold: of a contract, the facility's day at its effective time; before that is known, the day the message came.</summary>
    public DateOnly Day
    {
        get => _day ?? outer?.Day ?? run.DayReceived;
        private init => _day = value;
    }

    public Findings Findings { get; } = new();

    /// <summary>The table row this frame stands for, where a line comes from one.</summary>
    public (string Table, CodeRow Row, string Where)? Row { get; init; }

    /// <summary>Which instance of the contract's group this is, from 1; 0 for the message.</summary>
    public int Position { get; init; } = outer?.Position ?? 0;

    /// <summary>How often each value was numbered so far; shared by the lines of one contract.</summary>
    public Dictionary<string, int> Numbers => outer?.Numbers ?? (_numbers ??= []);

    /// <summary>The same part of the message, with the table rows of another day and nothing evaluated yet.</summary>
    public Frame On(DateOnly day) => new(run, part, outer, block) { Day = day };

    public Value Named(string name)
    {
        if (!block.Lets.TryGetValue(name, out var expression))
        {
            return outer?.Named(name) ?? throw new InvalidOperationException($"'${name}' is declared nowhere, which loading should have said.");
        }

        _named ??= new Dictionary<string, Value>(StringComparer.Ordinal);
        if (!_named.TryGetValue(name, out var value))
        {
            value = expression.Evaluate(this);
            _named[name] = value;
        }

        return value;
    }

    public Value Cell(string column)
    {
        for (var frame = this; frame is not null; frame = frame.Outer)
        {
            if (frame.Row is { } found)
            {
                var text = run.Cell(found.Table, found.Row, column);
                return text.Length == 0 ? Value.Empty(found.Where) : Value.Of(text, found.Where);
            }
        }

        throw new InvalidOperationException($"'$row.{column}' is asked for outside a table row, which loading should have said.");
    }

    private Frame? Outer => outer;
}
