using Integration.Journal;
using Integration.Odoo;
using Integration.Pipeline;

namespace Integration.Worker.Commands;

/// <param name="At">UTC, as Odoo writes it.</param>
internal sealed record LastWriter(string Name, string At);

/// <summary>Who wrote last to the records of breaks, where Odoo answers in time.</summary>
internal static class LastWriters
{
    private static readonly string[] s_fields = ["write_uid", "write_date"];

    public static async Task<IReadOnlyDictionary<long, LastWriter>> ReadAsync(OdooDatabases databases, IReadOnlyList<OpenBreak> open, TimeSpan patience, CancellationToken cancellationToken)
    {
        var writers = new Dictionary<long, LastWriter>();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        foreach (var group in open.Where(one => one.Break.OdooId is not null).GroupBy(one => (one.Database, one.Break.Model)))
        {
            try
            {
                if (databases.Find(group.Key.Database) is not { } database)
                {
                    continue;
                }

                var rows = (await database.Client.ReadAsync(group.Key.Model, [.. group.Select(one => one.Break.OdooId!.Value).Distinct()], s_fields, OdooContext.Standard, limit.Token))
                    .ToDictionary(row => row.Id);
                foreach (var one in group.Where(one => rows.ContainsKey(one.Break.OdooId!.Value)))
                {
                    var row = rows[one.Break.OdooId!.Value];
                    if (row.Reference("write_uid") is { } user && row.Text("write_date") is { } at)
                    {
                        writers[one.Id] = new LastWriter(user.Name, at);
                    }
                }
            }
            catch (Exception fault) when (fault is OdooFault or OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                // The breaks are the journal's, and told without it.
                continue;
            }
        }

        return writers;
    }
}
