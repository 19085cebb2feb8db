using System.Globalization;

namespace Integration.Mapping.Inbound;

/// <summary>One compiled expression of a mapping. Pure: the same frame gives the same value.</summary>
internal abstract class Expression
{
    public virtual ValueKind Kind => ValueKind.Text;

    public abstract Value Evaluate(Frame frame);
}

/// <summary><c>$name</c>: a value of a <c>let</c>.</summary>
internal sealed class NameExpression(string name, ValueKind kind) : Expression
{
    public override ValueKind Kind => kind;

    public override Value Evaluate(Frame frame) => frame.Named(name);
}

/// <summary><c>$row.column</c>: a cell of the table row a line comes from.</summary>
internal sealed class CellExpression(string column) : Expression
{
    public override Value Evaluate(Frame frame) => frame.Cell(column);
}

/// <summary><c>$interface</c>: the name of the interface the message came through.</summary>
internal sealed class InterfaceExpression : Expression
{
    public override Value Evaluate(Frame frame) => Value.Of(frame.Run.Context.Interface.Name, "interface");
}

/// <summary><c>$facility</c>: which facility the message comes from.</summary>
internal sealed class FacilityExpression : Expression
{
    public override Value Evaluate(Frame frame) => frame.Run.Facility;
}

/// <summary>What was read as a condition; anything but true, false and nothing is a mistake somebody should hear of.</summary>
internal sealed class TruthOf(Expression of) : Expression
{
    public override ValueKind Kind => ValueKind.Truth;

    public override Value Evaluate(Frame frame)
    {
        var value = of.Evaluate(frame);
        if (!value.HasText || value.Text is Value.True or Value.False)
        {
            return value;
        }

        frame.Findings.Fault(value.Where, "is asked as a condition, and is neither true nor false");
        return Value.Unknown(value.Where);
    }
}

/// <summary>A value that was read already.</summary>
internal sealed class KnownExpression(Value value) : Expression
{
    public override Value Evaluate(Frame frame) => value;
}

/// <summary><c>$services</c>: whether a message of this sender states <c>all</c> services of a case or those that <c>changed</c>.</summary>
internal sealed class ServicesExpression : Expression
{
    public override Value Evaluate(Frame frame) => Value.Of(frame.Run.Context.Interface.Sender.StatesAllServices ? "all" : "changed", "interface");
}

/// <summary><c>$message</c>: the identity of the message in the journal, with the position of the contract's group in it: <c>4001.2</c>. For facts that have no number of their own (rule 7).</summary>
internal sealed class MessageExpression : Expression
{
    public override Value Evaluate(Frame frame)
    {
        var message = frame.Run.Context.Sequence.ToString(CultureInfo.InvariantCulture);
        return Value.Of(frame.Position == 0 ? message : string.Create(CultureInfo.InvariantCulture, $"{message}.{frame.Position}"), "message");
    }
}

/// <summary><c>constant</c>.</summary>
internal sealed class ConstantExpression(string text) : Expression
{
    public override ValueKind Kind => text is Value.True or Value.False ? ValueKind.Truth : ValueKind.Text;

    public override Value Evaluate(Frame frame) => Value.Of(text, "constant");
}
