using Integration.Contracts;

namespace Integration.Mapping.Inbound.Functions;

/// <summary><c>absolute: a</c>: a number without its sign. What is no number stays as it is, for <c>decimal</c> to say so.</summary>
internal sealed class Absolute(Expression of) : Expression
{
    public override Value Evaluate(Frame frame)
    {
        var value = of.Evaluate(frame);
        return value.HasText && DecimalOf.TryRead(value.Text, out var number) ? Value.Of(Neutral.Number(Math.Abs(number)), value.Where) : value;
    }
}

/// <summary><c>negative: a</c>: whether it is a number below 0.</summary>
internal sealed class Negative(Expression of) : Expression
{
    public override ValueKind Kind => ValueKind.Truth;

    public override Value Evaluate(Frame frame)
    {
        var value = of.Evaluate(frame);
        return value.State == ValueState.Unknown ? value : Value.Of(value.HasText && DecimalOf.TryRead(value.Text, out var number) && number < 0, value.Where);
    }
}

/// <summary><c>product: [a, b]</c>, <c>decimals</c>: the numbers multiplied, rounded half away from zero as money is; empty as soon as one is.</summary>
internal sealed class Product(IReadOnlyList<Expression> factors, int decimals) : Expression
{
    private const decimal Most = 999_999_999_999m;

    public override ValueKind Kind => ValueKind.Number;

    public override Value Evaluate(Frame frame)
    {
        var product = 1m;
        var where = "";
        foreach (var factor in factors)
        {
            var value = factor.Evaluate(frame);
            if (!value.HasText)
            {
                return value;
            }

            if (!DecimalOf.TryRead(value.Text, out var number) || Math.Abs(number) > Most)
            {
                frame.Findings.Fault(value.Where, "must be a number of at most twelve digits");
                return Value.Unknown(value.Where);
            }

            where = where.Length == 0 ? value.Where : where;
            product *= number;
        }

        return Value.Of(Neutral.Number(decimal.Round(product, decimals, MidpointRounding.AwayFromZero)), where);
    }
}
