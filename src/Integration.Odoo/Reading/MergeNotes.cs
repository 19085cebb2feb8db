using System.Globalization;
using System.Text.RegularExpressions;

namespace Integration.Odoo.Reading;

/// <summary>Where a record went that people merged away: Odoo leaves a note on the cancelled one that links to the one that lives on (<c>purchase.order.action_merge</c>).</summary>
public static partial class MergeNotes
{
    private const string Messages = "mail.message";
    private const int MostNotes = 1000;

    /// <param name="odoo">Which is asked, in one call.</param>
    /// <param name="model">Of all of them.</param>
    /// <param name="cancelled">Database ids of records that stand cancelled.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>By such an id, the ids of other records of the model that its notes link to; the links alone prove nothing.</returns>
    /// <exception cref="OdooFault">Odoo cannot be asked, or refuses to answer.</exception>
    public static async Task<ILookup<long, long>> LinkedAsync(OdooClient odoo, string model, IReadOnlyCollection<long> cancelled, CancellationToken cancellation)
    {
        var about = OdooDomain.Where("model", "=", model).AndIn("res_id", cancelled).And("body", "like", $"data-oe-model=\"{model}\"");
        var notes = await odoo.SearchReadAsync(Messages, about, ["res_id", "body"], MostNotes, "id desc", 0, OdooContext.Standard, cancellation);
        return (from note in notes
                let id = note.Json.GetProperty("res_id").GetInt64()
                from Match link in Links().Matches(note.Text("body") ?? "")
                let other = long.Parse(link.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture)
                where other != id
                select (id, other)).Distinct().ToLookup(pair => pair.id, pair => pair.other);
    }

    /// <summary>Whether a record with the origin <paramref name="now"/> took in what was sent with the origin <paramref name="sent"/>: Odoo joins origins with a comma.</summary>
    public static bool Holds(string? sent, string? now) => Others(sent, now) is not null;

    /// <returns>What joined ours; null where ours is not among it.</returns>
    public static IReadOnlyList<string>? Others(string? sent, string? now)
    {
        const string Between = ", ";
        if (string.IsNullOrEmpty(sent) || string.IsNullOrEmpty(now)) return null;
        var ours = sent.Split(Between);
        var all = now.Split(Between);
        return ours.All(all.Contains) ? [.. all.Except(ours)] : null;
    }

    [GeneratedRegex(@"data-oe-id=""(\d{1,18})""", RegexOptions.CultureInvariant)]
    private static partial Regex Links();
}
