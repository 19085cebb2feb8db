using Integration.Mapping.Inbound.Functions;

namespace Integration.Mapping.Inbound;

/// <summary>Builds the lines of one contract.</summary>
internal static class LineBuilder
{
    /// <param name="instances">The instances of the contract's own group, or the message.</param>
    public static IEnumerable<BuiltLine> Build(LineRules rules, Frame contract, IReadOnlyList<Frame> instances)
    {
        if (rules.When is { } when && !when.Evaluate(contract).IsTrue)
        {
            return [];
        }

        var own = instances.Select(instance => instance.Part);
        return (rules.Each?.In(own, contract.Findings) ?? own).SelectMany(part => OfInstance(rules, new Frame(contract.Run, part, contract, rules.Block)));
    }

    private static IEnumerable<BuiltLine> OfInstance(LineRules rules, Frame instance)
    {
        if (rules.SkipWhen.Any(skip => skip.Evaluate(instance).IsTrue))
        {
            return [];
        }

        foreach (var flag in rules.Flags.Where(flag => flag.When.Evaluate(instance).IsTrue))
        {
            instance.Findings.Flag(flag.Name);
        }

        return rules.Rows.Count == 0 ? [Line(rules.Block, instance, [])] : rules.Rows.SelectMany(rows => rows.Key.FindEach(instance).SelectMany(found => OfRows(rows, instance, found)));
    }

    private static IEnumerable<BuiltLine> OfRows(RowRules rules, Frame instance, KeyFound found)
    {
        if (rules.MissingIsNone && found is { Rows.Count: 0, Key.State: not ValueState.Unknown })
        {
            yield break;
        }

        if (found.Rows.Count == 0)
        {
            if (found.Key.HasText)
            {
                instance.Findings.Miss(rules.Key.Table, found.Missing, found.Key.Where);
            }
            else if (found.Key.State == ValueState.Empty)
            {
                instance.Findings.Fault(found.Key.Where, $"empty, but it is looked up in {rules.Key.Table}");
            }

            yield return new BuiltLine(null, found.Key.Where, [instance.Findings]);
            yield break;
        }

        foreach (var row in found.Rows)
        {
            var frame = new Frame(instance.Run, instance.Part, instance, rules.Block) { Row = (rules.Key.Table, row, found.Key.Where) };
            if (!rules.SkipWhen.Any(skip => skip.Evaluate(frame).IsTrue))
            {
                yield return Line(rules.Block, frame, [instance.Findings]);
            }
        }
    }

    private static BuiltLine Line(Block block, Frame frame, IReadOnlyList<Findings> outer)
    {
        var bound = block.Bind(frame);
        return new BuiltLine(bound, frame.Part.Label, [.. outer, frame.Findings]);
    }
}

/// <param name="Values">By field; null when there is nothing to bind.</param>
/// <param name="Findings">What was found wanting; a line is only good when all are clean.</param>
internal sealed record BuiltLine(IReadOnlyDictionary<string, Value>? Values, string Where, IReadOnlyList<Findings> Findings)
{
    public bool IsClean => Findings.All(findings => findings.IsClean);
}
