using Integration.Contracts;

namespace Integration.Journal.Sql;

/// <summary>The contracts of each key that were asserted last: several where they were asserted at one instant.</summary>
internal static class NewestContracts
{
    public static async Task<IReadOnlyList<Contract>> ReadAsync(Session session, string name, int most, CancellationToken cancellationToken) =>
        await session.ReadAsync(
            """
            select c.event from contract c
            where c.name = @name and not exists (
                select 1 from contract n where n.domain = c.domain and n.key = c.key and n.name = c.name
                and n.asserted_at > c.asserted_at)
            order by c.key, c.sequence, c.id limit @most
            """,
            new { name, most },
            row => ContractJson.Read(row.GetString(0)),
            cancellationToken).ConfigureAwait(false);
}
