using System.Globalization;
using Integration.Contracts;

namespace Integration.Mapping.Inbound.Functions;

/// <summary><c>decimal: a</c>, with <c>above</c> or <c>at-least</c>, and <c>decimals</c>: a number written with a decimal point. Odoo rounds quantities to two decimals without a word, so more of them is a fault here.</summary>
internal sealed class DecimalOf(Expression of, decimal? above, decimal? atLeast, int decimals) : Expression
{
    public override ValueKind Kind => ValueKind.Number;

    public override Value Evaluate(Frame frame)
    {
        var value = of.Evaluate(frame);
        if (!value.HasText)
        {
            return value;
        }

        if (!TryRead(value.Text, out var number) || number <= above || number < atLeast || decimal.Round(number, decimals) != number)
        {
            var bound = above is { } low ? $" above {Neutral.Number(low)}" : atLeast is { } least ? $" of at least {Neutral.Number(least)}" : "";
            frame.Findings.Fault(value.Where, $"must be a number{bound} with at most {decimals} decimals");
            return Value.Unknown(value.Where);
        }

        return Value.Of(Neutral.Number(number), value.Where);
    }

    public static bool TryRead(string text, out decimal number) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
}

/// <summary><c>differs: a</c>, <c>from: b</c>, <c>percent: 10</c>: whether one number is further from the other than so many per cent of that other. False where either is missing.</summary>
internal sealed class Differs(Expression of, Expression from, int percent) : Expression
{
    public override ValueKind Kind => ValueKind.Truth;

    public override Value Evaluate(Frame frame)
    {
        var value = of.Evaluate(frame);
        var other = from.Evaluate(frame);
        var isFar = value.HasText && other.HasText && DecimalOf.TryRead(value.Text, out var left) && DecimalOf.TryRead(other.Text, out var right)
            && Math.Abs(left - right) * 100 > Math.Abs(right) * percent;
        return Value.Of(isFar, value.Where);
    }
}

/// <summary><c>quotient: a</c>, <c>by: b</c>, <c>decimals</c>: a number that is not negative, divided by one above 0 and rounded half away from zero: minutes counted in hours. For what is measured; what is bought converts exactly or not at all.</summary>
internal sealed class Quotient(Expression of, Expression by, int decimals) : Expression
{
    public override ValueKind Kind => ValueKind.Number;

    public override Value Evaluate(Frame frame)
    {
        var value = new DecimalOf(of, above: null, atLeast: 0, MostDecimals).Evaluate(frame);
        var divisor = new DecimalOf(by, above: 0, atLeast: null, MostDecimals).Evaluate(frame);
        return !value.HasText ? value
            : !divisor.HasText ? divisor
            : Value.Of(Neutral.Number(decimal.Round(Read(value) / Read(divisor), decimals, MidpointRounding.AwayFromZero)), value.Where);
    }

    private const int MostDecimals = 9;

    private static decimal Read(Value value) => decimal.Parse(value.Text, CultureInfo.InvariantCulture);
}

/// <summary>
/// <c>convert: quantity</c>, <c>from: unit</c>, <c>to: unit</c>, or <c>convert: price</c>, <c>per: unit</c>, <c>to: unit</c>, by the table <c>unit-factors</c>: units convert when they share a root.
/// A quantity that has no exact form in the other unit is a fault; a price is rounded, half away from zero.
/// </summary>
internal sealed class ConvertUnit(Expression amount, Expression from, Expression to, bool isPrice, int decimals) : Expression
{
    public const string Table = "unit-factors";

    /// <summary>What the table must say of a unit: which unit it is counted in, and how many of that one of it holds.</summary>
    public static readonly IReadOnlyList<string> Columns = ["root", "factor"];

    public override ValueKind Kind => ValueKind.Number;

    public override Value Evaluate(Frame frame)
    {
        var value = amount.Evaluate(frame);
        var source = from.Evaluate(frame);
        var target = to.Evaluate(frame);
        foreach (var part in (ReadOnlySpan<Value>)[value, source, target])
        {
            if (!part.HasText)
            {
                return part;
            }
        }

        if (!DecimalOf.TryRead(value.Text, out var number))
        {
            frame.Findings.Fault(value.Where, "must be a number");
            return Value.Unknown(value.Where);
        }

        return Factor(frame, source, target) is { } factor ? Convert(frame, number, factor, source, target) : Value.Unknown(source.Where);
    }

    private Value Convert(Frame frame, decimal number, (decimal From, decimal To) factor, Value source, Value target)
    {
        var exact = isPrice ? number * factor.To / factor.From : number * factor.From / factor.To;
        var rounded = decimal.Round(exact, decimals, MidpointRounding.AwayFromZero);
        if (!isPrice && rounded != exact)
        {
            frame.Findings.Fault(source.Where, $"this quantity in {source.Text} has no exact form in {target.Text}");
            return Value.Unknown(source.Where);
        }

        return Value.Of(Neutral.Number(rounded), source.Where);
    }

    private static (decimal From, decimal To)? Factor(Frame frame, Value source, Value target)
    {
        if (source.Text == target.Text)
        {
            return (1, 1);
        }

        var from = Find(frame, source);
        var to = Find(frame, target);
        if (from is null || to is null)
        {
            return null;
        }

        if (from.Value.Root != to.Value.Root)
        {
            frame.Findings.Fault(source.Where, $"the unit {source.Text} cannot be counted in {target.Text}, the unit it is kept or sold in");
            return null;
        }

        return (from.Value.Factor, to.Value.Factor);
    }

    private static (string Root, decimal Factor)? Find(Frame frame, Value unit)
    {
        var rows = frame.Run.Find(Table, frame.Day, [unit.Text], unit.Where);
        if (rows is [var row, ..] && DecimalOf.TryRead(frame.Run.Cell(Table, row, "factor"), out var factor) && factor > 0)
        {
            return (frame.Run.Cell(Table, row, "root"), factor);
        }

        frame.Findings.Miss(Table, unit.Text, unit.Where);
        return null;
    }
}
