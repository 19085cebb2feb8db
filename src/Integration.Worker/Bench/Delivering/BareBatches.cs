using Integration.Delivery;
using Integration.Journal;
using Integration.Odoo;
using Integration.Odoo.Reading;

namespace Integration.Worker.Bench.Delivering;

/// <summary>
/// The same work with nothing around it: for as many records as the product puts into one call, a look whether they are there, one <c>load()</c>, what confirms them, and the values read back. No journal, no look-ups, nothing compared.
/// </summary>
internal sealed class BareBatches(BenchSite site) : IWay
{
    public string Name => "bare batches";

    public bool IsJournalled => false;

    public async Task<Func<Task<WayResult>>> PrepareAsync(IReadOnlyList<PostingDraft> drafts, CancellationToken cancellationToken)
    {
        var resolved = await site.ResolveAsync(drafts, cancellationToken);
        var batches = resolved.Items.Chunk(site.BatchSize).Select(batch => new Batch(resolved, batch)).ToList();
        return async () =>
        {
            var waits = await site.SideBySideAsync(batches, (batch, token) => WriteAsync(resolved, batch, token), cancellationToken);
            return new WayResult(drafts.Count, drafts.Count, [.. batches.SelectMany((batch, at) => Enumerable.Repeat(waits[at], batch.Keys.Length))], [], null);
        };
    }

    private async Task WriteAsync(Resolved resolved, Batch batch, CancellationToken cancellationToken)
    {
        var (policy, context) = (resolved.Policy, resolved.Context);
        var guard = await site.Odoo.SearchReadAsync(policy.Model, OdooDomain.WhereIn(resolved.KeyField, batch.Keys), ["id"], batch.Keys.Length, "id", 0, context, cancellationToken);
        if (guard.Count > 0)
        {
            throw new InvalidOperationException($"{policy.Model} is there already.");
        }

        var load = await site.Odoo.LoadAsync(policy.Model, batch.Columns, batch.Rows, context, cancellationToken);
        if (!load.Succeeded)
        {
            throw new IOException($"Odoo did not take a bare batch of {policy.Model}: {load.Messages[0].Text}");
        }

        if (policy.Confirm is { } confirm)
        {
            await site.Odoo.CallAsync(policy.Model, confirm.Method, load.Ids, context, cancellationToken);
        }

        var records = await site.Odoo.ReadWithoutNamesAsync(policy.Model, load.Ids, batch.HeaderFields, context, cancellationToken);
        if (policy.Lines is { } lines)
        {
            await site.Odoo.ReadWithoutNamesAsync(lines.Model, [.. records.SelectMany(record => record.Ids(lines.Field))], batch.LineFields, context, cancellationToken);
        }
    }

    /// <summary>Rows and columns of one call, as the product would send them.</summary>
    private sealed class Batch
    {
        public Batch(Resolved resolved, DeliveryItem[] items)
        {
            var (fields, lines) = (resolved.Fields, resolved.Policy.Lines);
            string[] header = [.. items[0].Wanted!.Values.Keys.Where(name => !fields.Record[name].ReadOnly)];
            string[] line = [.. items[0].Wanted!.Lines.SelectMany(one => one.Values.Keys).Distinct()];
            Columns = ["id", .. header.Select(name => NormalForm.Column(fields.Record[name])), .. lines is null ? [] : line.Select(name => $"{lines.Field}/{NormalForm.Column(fields.Line[name])}").Prepend($"{lines.Field}/id")];
            Keys = [.. items.Select(item => item.Wanted!.Values[resolved.KeyField]!)];
            HeaderFields = [.. header.Append(resolved.Policy.StateFields.First()).Where(fields.Record.ContainsKey).Distinct(), .. lines is null ? [] : (string[])[lines.Field]];
            LineFields = line;
            Rows = [.. items.SelectMany(item => RowsOf(item, header, line, resolved))];
        }

        public string[] Columns { get; }

        public string[] Keys { get; }

        public string[] HeaderFields { get; }

        public string[] LineFields { get; }

        public IReadOnlyList<IReadOnlyList<LoadCell>> Rows { get; }

        private static IEnumerable<IReadOnlyList<LoadCell>> RowsOf(DeliveryItem item, string[] header, string[] line, Resolved resolved)
        {
            LoadCell[] first = [item.Posting.ExternalId, .. header.Select(name => NormalForm.ToCell(resolved.Fields.Record[name], item.Wanted!.Values[name]))];
            return item.Wanted!.Lines.Count == 0
                ? [first]
                : item.Wanted.Lines.Select((one, at) => (IReadOnlyList<LoadCell>)
                    [.. at == 0 ? first : new LoadCell[first.Length], one.ExternalId, .. line.Select(name => NormalForm.ToCell(resolved.Fields.Line[name], one.Values[name]))]);
        }
    }
}
