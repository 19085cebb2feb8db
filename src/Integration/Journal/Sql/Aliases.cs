using Integration.Contracts;

namespace Integration.Journal.Sql;

/// <summary>
/// Keys that mean the same thing. Each has its row, so that whoever says it under either waits for the other; what is said goes to one of them, and that one's surrogate, and with it all external ids, stay as they are.
/// </summary>
internal static class Aliases
{
    /// <summary>The rows that take in what is said under these, locked; the row itself where it is its own.</summary>
    public static async Task<IReadOnlyList<(LockedRow Own, FoldRow Row)>> FollowAsync(Session session, IReadOnlyList<LockedRow> rows, string forUpdate, CancellationToken cancellationToken)
    {
        var targets = rows.Select(row => row.SameAs).OfType<long>().Distinct().ToArray();
        var found = targets.Length == 0 ? [] : (await session.ReadAsync(
            $"select {LockedRow.Columns} from fold where {session.Database.In("surrogate", "@targets")} order by domain, key {forUpdate}", new { targets }, LockedRow.Read, cancellationToken)
            .ConfigureAwait(false)).ToDictionary(row => row.Row.Surrogate);
        return
        [
            .. rows.Select(own => own.SameAs is { } target && found.GetValueOrDefault(target) is { } other
                // A message that could not be mapped may have closed the key it knew.
                ? (own, other.Row with { ClosedBy = other.Row.ClosedBy ?? own.Row.ClosedBy, NewestSequence = Math.Max(other.Row.NewestSequence, own.Row.NewestSequence) })
                : (own, own.Row)),
        ];
    }

    /// <summary>Makes one row take in what is said under the other: the one that knows something, the older one where both do.</summary>
    /// <returns>The row that stays, and the one that was its own until now.</returns>
    public static (FoldRow Stays, FoldRow Joins) Join(StatementBatch writes, FoldRow main, FoldRow other)
    {
        var (stays, joins) = (main.State, other.State) switch
        {
            (null, not null) => (other, main),
            (not null, not null) when other.Surrogate < main.Surrogate => (other, main),
            _ => (main, other),
        };
        writes.ForEach("update fold set same_as = @Stays where surrogate = @Joins or same_as = @Joins", [new { Stays = stays.Surrogate, Joins = joins.Surrogate }]);
        var both = stays with { ClosedBy = stays.ClosedBy ?? joins.ClosedBy, NewestSequence = Math.Max(stays.NewestSequence, joins.NewestSequence) };
        if (both != stays)
        {
            writes.ForEach(
                "update fold set closed_by = coalesce(closed_by, @ClosedBy), newest_sequence = case when newest_sequence < @NewestSequence then @NewestSequence else newest_sequence end where surrogate = @Surrogate",
                [new { stays.Surrogate, joins.ClosedBy, joins.NewestSequence }]);
        }

        return (both, joins);
    }

    public static StatementBatch Name(StatementBatch writes, IReadOnlyCollection<OtherName> names) =>
        writes.Update("fold", "surrogate", "other_name_of = given.main", "and fold.other_name_of is null", names);
}

/// <param name="Main">Surrogate of the row whose key it is another name of.</param>
internal sealed record OtherName(long Surrogate, long Main);

/// <param name="SameAs">Surrogate of the row that takes in what is said under its key.</param>
/// <param name="OtherNameOf">Surrogate of the row whose key it was first said to be another name of.</param>
internal sealed record LockedRow(FoldRow Row, long? SameAs, long? OtherNameOf)
{
    public const string Columns = "domain, key, surrogate, state, newest_sequence, closed_by, same_as, other_name_of";

    public static LockedRow Read(System.Data.Common.DbDataReader row) =>
        new(new FoldRow(new FoldKey(row.GetString(0), row.GetString(1)), row.GetInt64(2), row.Text(3), row.GetInt64(4), row.Number(5)), row.Number(6), row.Number(7));
}
