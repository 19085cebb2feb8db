using Integration.Contracts;
using Integration.Journal;
using Integration.Mapping.Master;
using Integration.Pipeline;

namespace Integration.Worker.Master;

/// <summary>What waits for each code without a row, and what it could be.</summary>
internal sealed class UnmappedReport(IJournal journal, Translator translator, IReadOnlyDictionary<string, MasterTable> schema, MasterNames names)
{
    /// <summary>Most messages of a code that are looked into for quantities and times.</summary>
    public const int MostMessages = 200;

    /// <summary>The most urgent first.</summary>
    public async Task<IReadOnlyList<UnmappedEntry>> RunAsync(CancellationToken cancellationToken)
    {
        var tables = await journal.ReadTablesAsync(cancellationToken);
        var entries = new List<UnmappedEntry>();
        foreach (var hold in await journal.UnmappedAsync(MostMessages, cancellationToken))
        {
            var table = tables.Table(hold.Table);
            var candidates = table is null ? [] : CodeCandidates.Rank(table, schema.GetValueOrDefault(hold.Table), hold.Code, tables, names);
            var lines = await LinesAsync(hold, tables, cancellationToken);
            var values = lines.Select(line => Value(tables, table, candidates, line)).OfType<decimal>().ToList();
            entries.Add(new UnmappedEntry(
                hold.Table,
                hold.Code,
                schema.GetValueOrDefault(hold.Table)?.Owner,
                hold.Waiting,
                hold.Behind,
                hold.Since,
                lines.Count,
                lines.Count == 0 ? null : lines.Min(line => line.NeededAt),
                [.. lines.Where(line => line.Quantity is not null).GroupBy(line => line.Unit).OrderBy(unit => unit.Key, StringComparer.Ordinal).Select(unit => new UnmappedQuantity(unit.Sum(line => line.Quantity!.Value), unit.Key))],
                values.Count == 0 ? null : values.Sum(),
                [.. candidates.Select(candidate => new UnmappedCandidate(candidate.Values, candidate.Reason, table is null ? "" : Command(table, hold.Code, candidate.Values)))],
                table is null ? "" : Command(table, hold.Code, []),
                hold.Messages));
        }

        return [.. entries.OrderBy(entry => entry.NeededAt ?? DateTimeOffset.MaxValue).ThenBy(entry => entry.Since).ThenBy(entry => entry.Code, StringComparer.Ordinal)];
    }

    private async Task<IReadOnlyList<WaitingLine>> LinesAsync(UnmappedHold hold, CodeTables tables, CancellationToken cancellationToken)
    {
        var lines = new List<WaitingLine>();
        foreach (var message in await journal.PeekMessagesAsync([.. hold.Messages], null, cancellationToken))
        {
            if (translator.Find(message.Interface) is null)
            {
                continue;
            }

            lines.AddRange(translator.Map(message, tables).Contracts.SelectMany(mapped => mapped.Waiting).Where(line => line.Codes.Any(code => code.Table == hold.Table && code.Code == hold.Code)));
        }

        return lines;
    }

    /// <summary>Where the missing row would say the item or the unit, the likeliest candidate stands in for it.</summary>
    private static decimal? Value(CodeTables tables, CodeTable? table, IReadOnlyList<CodeCandidate> candidates, WaitingLine line)
    {
        string? Guess(string column) => table?.IndexOf(column) is { } at && at >= table.KeyColumns && candidates is [var first, ..] ? first.Values[at - table.KeyColumns] : null;
        var item = line.Item ?? Guess("item");
        return item is not null && line.Quantity is { } quantity ? Prices.ValueOf(tables, item, quantity, line.Unit ?? Guess("unit")) : null;
    }

    /// <summary>As a shell takes it; what a person has to fill in stands as ….</summary>
    private static string Command(CodeTable table, string code, IReadOnlyList<string> values)
    {
        var cells = code.Split('|').Concat(values).ToList();
        return "integration map-code " + table.Name + string.Concat(table.Columns
            .Where(column => column is not (CodeTable.From or CodeTable.Until))
            .Select((column, at) => " " + (at < cells.Count ? Commands.Shell.Quoted($"{column}={cells[at]}") : $"{column}=…")));
    }
}

/// <param name="Owner">Who answers for the table.</param>
/// <param name="Lines">Lines found in the messages that were looked into.</param>
/// <param name="NeededAt">The earliest, UTC.</param>
/// <param name="Value">Estimated, in the company's currency: by the first candidate where the code is an item's.</param>
/// <param name="Messages">Sequences of the oldest.</param>
internal sealed record UnmappedEntry(
    string Table,
    string Code,
    string? Owner,
    long Waiting,
    long Behind,
    DateTimeOffset Since,
    int Lines,
    DateTimeOffset? NeededAt,
    IReadOnlyList<UnmappedQuantity> Quantities,
    decimal? Value,
    IReadOnlyList<UnmappedCandidate> Candidates,
    string Command,
    IReadOnlyList<long> Messages);

/// <param name="Unit">By its Odoo name; null where it is not known.</param>
internal sealed record UnmappedQuantity(decimal Quantity, string? Unit);

/// <param name="Command">Maps the code to it.</param>
internal sealed record UnmappedCandidate(IReadOnlyList<string> Values, string Reason, string Command);
