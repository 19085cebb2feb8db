using Integration.Contracts;
using Integration.Mapping.Inbound.Sources;

namespace Integration.Mapping.Inbound.Functions;

/// <summary>What a table key is made of, and how it is looked for.</summary>
/// <param name="Cells">One per key column.</param>
internal sealed record TableKey(string Table, IReadOnlyList<KeyCell> Cells)
{
    /// <summary>Looks the key up; with several codes in one cell, in their order until there is a row.</summary>
    public KeyFound Find(Frame frame)
    {
        List<(string[] Key, string Where)> choices = [(new string[Cells.Count], "")];
        for (var at = 0; at < Cells.Count; at++)
        {
            var codes = new List<Value>();
            foreach (var code in Cells[at].Codes(frame))
            {
                var value = code.Evaluate(frame);
                if (value.State == ValueState.Unknown)
                {
                    return new KeyFound(value, "", []);
                }

                codes.Add(value);
            }

            var valued = codes.Where(code => code.HasText || Cells[at].IsOptional).ToList();
            if (valued.Count == 0)
            {
                return new KeyFound(Value.Empty(codes.Count > 0 ? codes[0].Where : "item-codes"), "", []);
            }

            if (valued is [var only])
            {
                // What most cells are.
                for (var choice = 0; choice < choices.Count; choice++)
                {
                    choices[choice].Key[at] = only.Text;
                    choices[choice] = (choices[choice].Key, Cells[at].IsOptional ? choices[choice].Where : only.Where);
                }

                continue;
            }

            choices = [.. choices.SelectMany(choice => valued.Select(code => (With(choice.Key, at, code.Text), Cells[at].IsOptional ? choice.Where : code.Where)))];
        }

        foreach (var (key, where) in choices)
        {
            if (frame.Run.Find(Table, frame.Day, key, where) is { Count: > 0 } rows)
            {
                return new KeyFound(Value.Of(string.Join('|', key), where), "", rows);
            }
        }

        // An optional cell is asked for as any, so that one exception stands for the code and not one for each surgeon.
        var missing = string.Join('|', choices[0].Key.Select((cell, at) => Cells[at].IsOptional ? "*" : cell));
        return new KeyFound(Value.Of(missing, choices[0].Where), missing, []);
    }

    /// <summary>The same for each value of the cell that names <c>every</c> one; once where no cell does.</summary>
    public IEnumerable<KeyFound> FindEach(Frame frame)
    {
        for (var at = 0; at < Cells.Count; at++)
        {
            if (Cells[at].Every is { } every)
            {
                var cell = at;
                return every.All(frame).Select(value => new TableKey(Table, [.. Cells.Select((one, place) => place == cell ? new KeyCell([new KnownExpression(value)], IsOptional: false) : one)]).Find(frame));
            }
        }

        return [Find(frame)];
    }

    private static string[] With(string[] key, int at, string text)
    {
        var copy = (string[])key.Clone();
        copy[at] = text;
        return copy;
    }
}

/// <param name="Alternatives">Codes to try in this order.</param>
/// <param name="IsOptional">An empty code is looked for as such, so that only a row with <c>*</c> can match.</param>
/// <param name="Every">A path of which each value is looked up by itself; only in a key of rows.</param>
/// <param name="SendersFirst">Before them come those that the interface names: its sender's item codes.</param>
internal sealed record KeyCell(IReadOnlyList<Expression> Alternatives, bool IsOptional, PathExpression? Every = null, bool SendersFirst = false)
{
    public IEnumerable<Expression> Codes(Frame frame) => SendersFirst ? frame.Run.ItemCodes.Concat(Alternatives) : Alternatives;
}

/// <param name="Key">The key found, or looked for first; empty or unknown when no look-up could be made.</param>
/// <param name="Missing">The code without a row, its cells joined by <c>|</c>; empty when there are rows or no look-up was made.</param>
internal sealed record KeyFound(Value Key, string Missing, IReadOnlyList<CodeRow> Rows);

/// <summary><c>lookup: table</c>, <c>key: […]</c>, <c>take: column</c>, <c>missing: unmapped | empty</c>.</summary>
internal sealed class Lookup(TableKey key, string take, bool missingIsEmpty) : Expression
{
    public override Value Evaluate(Frame frame)
    {
        var found = key.Find(frame);
        if (found.Rows is [var row, ..])
        {
            var text = frame.Run.Cell(key.Table, row, take);
            return text.Length == 0 ? Value.Empty(found.Key.Where) : Value.Of(text, found.Key.Where);
        }

        if (!found.Key.HasText || missingIsEmpty)
        {
            return found.Key.State == ValueState.Unknown ? found.Key : Value.Empty(found.Key.Where);
        }

        frame.Findings.Miss(key.Table, found.Missing, found.Key.Where);
        return Value.Unknown(found.Key.Where);
    }
}

/// <summary><c>listed: table</c>, <c>key: […]</c>: whether the table has a row of this key.</summary>
internal sealed class Listed(TableKey key) : Expression
{
    public override ValueKind Kind => ValueKind.Truth;

    public override Value Evaluate(Frame frame)
    {
        var found = key.Find(frame);
        return found.Key.State == ValueState.Unknown ? found.Key : Value.Of(found.Rows.Count > 0, found.Key.Where);
    }
}
