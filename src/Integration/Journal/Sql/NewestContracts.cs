using Integration.Contracts;

namespace Integration.Journal.Sql;

/// <summary>The newest contract of each key.</summary>
internal static class NewestContracts
{
    public static async Task<IReadOnlyList<Contract>> ReadAsync(Session session, string name, int most, CancellationToken cancellationToken) =>
        await session.ReadAsync(
            """
            select c.event from contract c
            where c.name = @name and not exists (
                select 1 from contract n where n.domain = c.domain and n.key = c.key and n.name = c.name
                and (n.asserted_at > c.asserted_at or (n.asserted_at = c.asserted_at and (n.sequence > c.sequence or (n.sequence = c.sequence and n.id > c.id)))))
            order by c.key limit @most
            """,
            new { name, most },
            row => ContractJson.Read(row.GetString(0)),
            cancellationToken).ConfigureAwait(false);
}
