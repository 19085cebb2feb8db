namespace Integration.Mapping.Inbound.Functions;

/// <summary>Which part of a text is meant.</summary>
internal enum Keep
{
    /// <summary>Up to the first separator: all of a text without one.</summary>
    First,

    /// <summary>Up to the last separator: nothing of a text without one.</summary>
    AllButLast,
}

/// <summary><c>part: a</c>, <c>of: "."</c>, <c>keep: first | all-but-last</c>: <c>1.2.5</c> gives <c>1</c>, or <c>1.2</c>.</summary>
internal sealed class PartOf(Expression of, string separator, Keep keep) : Expression
{
    public override Value Evaluate(Frame frame)
    {
        var value = of.Evaluate(frame);
        if (!value.HasText)
        {
            return value;
        }

        var at = keep == Keep.First ? value.Text.IndexOf(separator, StringComparison.Ordinal) : value.Text.LastIndexOf(separator, StringComparison.Ordinal);
        var text = at >= 0 ? value.Text[..at] : keep == Keep.First ? value.Text : "";
        return text.Length == 0 ? Value.Empty(value.Where) : Value.Of(text, value.Where);
    }
}

/// <summary><c>same: [a, b]</c>: whether both are the same text, or both empty.</summary>
internal sealed class Same(Expression one, Expression other) : Expression
{
    public override ValueKind Kind => ValueKind.Truth;

    public override Value Evaluate(Frame frame)
    {
        var left = one.Evaluate(frame);
        var right = other.Evaluate(frame);
        return left.State == ValueState.Unknown ? left : right.State == ValueState.Unknown ? right : Value.Of(left.Text == right.Text, left.Where);
    }
}
