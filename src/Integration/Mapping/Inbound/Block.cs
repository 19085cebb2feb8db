namespace Integration.Mapping.Inbound;

/// <summary>Named values and the contract's fields made of them.</summary>
/// <param name="Lets">By name, in no order: each is evaluated when it is asked for.</param>
/// <param name="Fields">By field name of the contract.</param>
/// <param name="Required">Fields that must have a value.</param>
/// <param name="Also">Further fields under a condition.</param>
internal sealed record Block(
    IReadOnlyDictionary<string, Expression> Lets,
    IReadOnlyDictionary<string, Expression> Fields,
    IReadOnlyCollection<string> Required,
    IReadOnlyList<ConditionalFields> Also)
{
    public static Block None { get; } = new(new Dictionary<string, Expression>(), new Dictionary<string, Expression>(), [], []);

    /// <summary>The valued fields; what is required and empty becomes a fault.</summary>
    public Dictionary<string, Value> Bind(Frame frame)
    {
        var bound = new Dictionary<string, Value>(StringComparer.Ordinal);
        Bind(Fields, Required, frame, bound);
        foreach (var also in Also)
        {
            if (also.When.Evaluate(frame).IsTrue)
            {
                Bind(also.Fields, also.Required, frame, bound);
            }
        }

        return bound;
    }

    private static void Bind(IReadOnlyDictionary<string, Expression> fields, IReadOnlyCollection<string> required, Frame frame, Dictionary<string, Value> bound)
    {
        foreach (var (name, expression) in fields)
        {
            var value = expression.Evaluate(frame);
            if (value.HasText)
            {
                bound[name] = value;
            }
            else if (value.State == ValueState.Empty && required.Contains(name))
            {
                frame.Findings.Fault(value.Where, $"empty, but it says the {name}, which is required");
            }
        }
    }
}

/// <param name="When">The fields are stated where this is true.</param>
internal sealed record ConditionalFields(Expression When, IReadOnlyDictionary<string, Expression> Fields, IReadOnlyCollection<string> Required);
