using Integration.Contracts;

namespace Integration.Delivery;

/// <summary>What a person settled on takes the place of what is desired, so that it is neither sent again nor taken for an edit.</summary>
internal static class Accepting
{
    public static WantedRecord? Apply(WantedRecord? wanted, ClaimedPosting posting)
    {
        foreach (var accepted in posting.Accepted.Where(one => one.Holds(posting.Desired)))
        {
            if (wanted is null) return null;
            var (line, column) = AcceptedValue.Split(accepted.Field);
            wanted = (line, column) switch
            {
                (null, not null) => wanted with { Values = With(wanted.Values, column, accepted.Value) },
                (not null, null) => wanted with { Lines = [.. wanted.Lines.Where(one => accepted.Value is not null || one.ExternalId != line)] },
                _ => wanted with { Lines = [.. wanted.Lines.Select(one => one.ExternalId == line ? one with { Values = With(one.Values, column!, accepted.Value) } : one)] },
            };
        }

        return wanted;
    }

    private static Dictionary<string, string?> With(IReadOnlyDictionary<string, string?> values, string column, string? value) =>
        new(values, StringComparer.Ordinal) { [column] = value };
}
