using System.Collections.Frozen;
using Integration.Mapping.Inbound.Sources;

namespace Integration.Mapping.Inbound.Functions;

/// <summary><c>first: [a, b]</c>: the first that has a value.</summary>
internal sealed class First(IReadOnlyList<Expression> choices) : Expression
{
    public override ValueKind Kind => choices.FirstOrDefault(choice => choice.Kind != ValueKind.Any)?.Kind ?? ValueKind.Any;

    public override Value Evaluate(Frame frame)
    {
        var where = "";
        foreach (var choice in choices)
        {
            var value = choice.Evaluate(frame);
            if (value.State != ValueState.Empty)
            {
                return value;
            }

            where = where.Length == 0 ? value.Where : $"{where} or {value.Where}";
        }

        return Value.Empty(where);
    }
}

/// <summary><c>optional: a</c>: empty does not matter where it stands (a part of <c>join</c>, a cell of a key).</summary>
internal sealed class Optional(Expression inner) : Expression
{
    public override ValueKind Kind => inner.Kind;

    public override Value Evaluate(Frame frame) => inner.Evaluate(frame);
}

/// <summary><c>join: [a, b]</c>, <c>with: "."</c>: empty as soon as a part that is not optional is, or all are; separators at the end are left out.</summary>
internal sealed class Join(IReadOnlyList<Expression> parts, string separator) : Expression
{
    public override Value Evaluate(Frame frame)
    {
        var texts = new List<string>();
        var where = "";
        foreach (var part in parts)
        {
            var value = part.Evaluate(frame);
            if (value.State == ValueState.Unknown || (value.State == ValueState.Empty && part is not Optional))
            {
                return value;
            }

            where = where.Length == 0 ? value.Where : where;
            texts.Add(value.Text);
        }

        while (texts is [.., ""])
        {
            texts.RemoveAt(texts.Count - 1);
        }

        return texts.Count == 0 ? Value.Empty(where) : Value.Of(string.Join(separator, texts), where);
    }
}

/// <summary><c>choose: a</c>, <c>of: {X: y}</c>: a fixed translation that belongs to the standard and not to a sender's code table.</summary>
internal sealed class Choose(Expression of, IReadOnlyDictionary<string, string> words) : Expression
{
    public override Value Evaluate(Frame frame)
    {
        var value = of.Evaluate(frame);
        if (!value.HasText)
        {
            return value;
        }

        if (words.TryGetValue(value.Text, out var word))
        {
            return Value.Of(word, value.Where);
        }

        frame.Findings.Fault(value.Where, $"must be one of {string.Join(", ", words.Keys)}");
        return Value.Unknown(value.Where);
    }
}

/// <summary><c>equals: a</c>, <c>any-of: [X, Y]</c>, without regard to case: senders write <c>Cancelled</c> and <c>CANCELLED</c>. Empty equals nothing.</summary>
internal sealed class EqualsAny(Expression of, IReadOnlyList<string> words) : Expression
{
    private readonly FrozenSet<string> _words = words.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public override ValueKind Kind => ValueKind.Truth;

    public override Value Evaluate(Frame frame)
    {
        var value = of.Evaluate(frame);
        return value.State == ValueState.Unknown ? value : Value.Of(_words.Contains(value.Text), value.Where);
    }
}

/// <summary><c>all: [a, b]</c>: whether every condition is true.</summary>
internal sealed class AllTrue(IReadOnlyList<Expression> conditions) : Expression
{
    public override ValueKind Kind => ValueKind.Truth;

    public override Value Evaluate(Frame frame)
    {
        var where = "";
        foreach (var condition in conditions)
        {
            var value = condition.Evaluate(frame);
            if (!value.IsTrue)
            {
                return value;
            }

            where = where.Length == 0 ? value.Where : where;
        }

        return Value.Of(true, where);
    }
}

/// <summary><c>either: [a, b]</c>: whether at least one condition is true.</summary>
internal sealed class EitherTrue(IReadOnlyList<Expression> conditions) : Expression
{
    public override ValueKind Kind => ValueKind.Truth;

    public override Value Evaluate(Frame frame)
    {
        var values = conditions.Select(condition => condition.Evaluate(frame)).ToList();
        var decisive = values.FindIndex(value => value.IsTrue);
        decisive = decisive >= 0 ? decisive : values.FindIndex(value => value.State == ValueState.Unknown);
        return decisive >= 0 ? values[decisive] : Value.Of(false, values[0].Where);
    }
}

/// <summary><c>not: a</c>: whether the condition is not true. What is unknown stays so.</summary>
internal sealed class Not(Expression condition) : Expression
{
    public override ValueKind Kind => ValueKind.Truth;

    public override Value Evaluate(Frame frame)
    {
        var value = condition.Evaluate(frame);
        return value.State == ValueState.Unknown ? value : Value.Of(!value.IsTrue, value.Where);
    }
}

/// <summary><c>empty: a</c>: whether it has no value.</summary>
internal sealed class IsEmpty(Expression of) : Expression
{
    public override ValueKind Kind => ValueKind.Truth;

    public override Value Evaluate(Frame frame)
    {
        var value = of.Evaluate(frame);
        return value.State == ValueState.Unknown ? value : Value.Of(value.State == ValueState.Empty, value.Where);
    }
}

/// <summary><c>only: a</c>, <c>when: condition</c>: the value where that is true, else empty.</summary>
internal sealed class Only(Expression of, Expression condition) : Expression
{
    public override ValueKind Kind => of.Kind;

    public override Value Evaluate(Frame frame)
    {
        var holds = condition.Evaluate(frame);
        return holds.State == ValueState.Unknown ? holds : holds.IsTrue ? of.Evaluate(frame) : Value.Empty(holds.Where);
    }
}

/// <summary><c>absent: AIS</c>: whether no such segment is seen from here.</summary>
internal sealed class Absent(string segment) : Expression
{
    public override ValueKind Kind => ValueKind.Truth;

    public override Value Evaluate(Frame frame) => Value.Of(!Hl7Part.Of(frame).Has(segment), segment);
}

/// <summary><c>numbered: a</c>: the value with its occurrence within the contract, <c>27130#2</c>: tells two equal services apart without counting positions.</summary>
internal sealed class Numbered(Expression of) : Expression
{
    public override Value Evaluate(Frame frame)
    {
        var value = of.Evaluate(frame);
        if (!value.HasText)
        {
            return value;
        }

        var number = frame.Numbers.GetValueOrDefault(value.Text) + 1;
        frame.Numbers[value.Text] = number;
        return Value.Of($"{value.Text}#{number}", value.Where);
    }
}

/// <summary><c>hash: domain</c>, <c>of: [a, b]</c>: the keyed hash that stands in for an identifier which may not leave the journal. Empty as soon as a part is.</summary>
internal sealed class Hash(string domain, IReadOnlyList<Expression> of) : Expression
{
    public override Value Evaluate(Frame frame)
    {
        // The unit separator cannot stand in a field, so two lists of parts never look alike.
        var joined = new Join(of, "\u001f").Evaluate(frame);
        return joined.HasText ? Value.Of(frame.Run.Context.Hash.Of(domain, joined.Text), joined.Where) : joined;
    }
}

/// <summary>A field of the contract that takes only certain words: what a code table says is checked when it is read.</summary>
internal sealed class WordOf(Expression inner, IReadOnlyList<string> words) : Expression
{
    public override Value Evaluate(Frame frame)
    {
        var value = inner.Evaluate(frame);
        if (!value.HasText || words.Contains(value.Text, StringComparer.Ordinal))
        {
            return value;
        }

        frame.Findings.Fault(value.Where, $"translates into a word that is none of {string.Join(", ", words)}");
        return Value.Unknown(value.Where);
    }
}
