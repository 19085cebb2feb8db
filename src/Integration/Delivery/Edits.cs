using Integration.Contracts;

namespace Integration.Delivery;

/// <summary>A value that is not as we left it, because a person changed it.</summary>
/// <param name="Line">External id of the line; null for the record's own.</param>
/// <param name="Column">Empty where the line itself is gone or elsewhere.</param>
/// <param name="Difference">Expected is what we left, actual is what stands there.</param>
internal sealed record Edit(string? Line, string Column, EditRule Rule, BreakField Difference);

/// <summary>
/// The three-way compare, column by column: what we left, what stands there now, and what is wanted. An edit under <see cref="EditRule.Ask"/> holds the whole
/// record; the others let it go on, and are told.
/// </summary>
internal sealed class Edits(IReadOnlyList<Edit> all, WantedRecord? wanted)
{
    private WantedRecord? _goal;

    public static Edits None { get; } = new([], null);

    public IReadOnlyList<Edit> Asked { get; } = [.. all.Where(edit => edit.Rule == EditRule.Ask)];

    /// <summary>These stay, and their baseline stays with them, so that they are known as edits until somebody settles them.</summary>
    public IReadOnlyList<Edit> Kept { get; } = wanted is null ? [] : [.. all.Where(edit => edit.Rule == EditRule.Theirs)];

    private IReadOnlyList<Edit> Overwritten { get; } = wanted is null ? [] : [.. all.Where(edit => edit.Rule == EditRule.Ours)];

    /// <summary>What is left of the wish where people's values stay.</summary>
    public WantedRecord? Goal => _goal ??= wanted?.Without(Kept.Select(edit => (edit.Line, edit.Column)));

    /// <summary>What a note says; empty while nothing is overwritten and the source has said nothing new about what is kept.</summary>
    public IReadOnlyList<BreakField> ForNote => [.. Kept.Where(edit => Wish(edit) != edit.Difference.Expected).Concat(Overwritten).Select(AsWish)];

    public string Explanation => (Kept.Count, Overwritten.Count) switch
    {
        (0, 0) => "",
        (_, 0) => KeptBecause,
        (0, _) => OverwrittenBecause,
        _ => $"{KeptBecause} {OverwrittenBecause}",
    };

    /// <summary>Told with what was delivered: one break for what stays, one for what was there before.</summary>
    public IEnumerable<Break> Breaks(DeliveryItem item)
    {
        if (Kept.Count > 0) yield return item.BreakOf(BreakKind.Protected, [.. Kept.Select(AsWish)], KeptBecause);
        if (Overwritten.Count > 0) yield return item.BreakOf(BreakKind.Drifted, [.. Overwritten.Select(AsWish)], OverwrittenBecause);
    }

    private const string KeptBecause = "People have edited fields that the source wants otherwise; their values stay, and the rest from the source is delivered.";
    private const string OverwrittenBecause = "People had edited fields that are the source's by policy; values from the source take their place.";

    private BreakField AsWish(Edit edit) => edit.Difference with { Expected = Wish(edit) };

    private string? Wish(Edit edit) =>
        (edit.Line is null ? wanted!.Values : wanted!.Lines.First(line => line.ExternalId == edit.Line).Values).GetValueOrDefault(edit.Column);
}
