using System.Globalization;
using System.Text.Json.Nodes;

namespace Integration.Sandbox.Faults;

/// <summary>
/// Counts what really reached an Odoo and was accepted there, by external id: an independent witness of how often a record was written. Rows that address a record by its database id are told by the names that answers gave it.
/// </summary>
internal sealed class OdooWitness
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Model, long Id), string> _names = [];
    private readonly List<(string Model, IReadOnlyList<Touched> Records)> _writes = [];
    private int _calls;

    private readonly record struct Touched(string? Name, long? Id);

    /// <summary>Every call that arrived at the proxy, whether it was passed on or not.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Writing calls that Odoo accepted.</summary>
    public int Writes
    {
        get
        {
            lock (_lock) return _writes.Count;
        }
    }

    /// <summary>How many accepted calls wrote a record or a line of it.</summary>
    /// <param name="externalId">Of the record, as Odoo has it: <c>integration.requisition_12_1</c>. A line's name begins with its record's.</param>
    public int WritesOf(string externalId)
    {
        lock (_lock)
        {
            return _writes.Count(write => write.Model != "mail.message" && write.Records.Any(record =>
                NameOf(write.Model, record) is { } name && (name == externalId || name.StartsWith(externalId + "_", StringComparison.Ordinal))));
        }
    }

    public void Arrived() => Interlocked.Increment(ref _calls);

    /// <param name="call">What was asked.</param>
    /// <param name="answer">What Odoo answered, without the envelope of a protocol; null for an error or nothing.</param>
    /// <param name="accepted">Whether Odoo did it.</param>
    public void Answered(PassingCall call, JsonNode? answer, bool accepted)
    {
        lock (_lock)
        {
            switch (call.Method)
            {
                case "get_external_id" when answer is JsonObject names:
                    foreach (var (id, name) in names) Learn(call.Model, long.Parse(id, CultureInfo.InvariantCulture), (string?)name);
                    break;
                case "check_object_reference" when answer is JsonArray { Count: 2 } found && found[1] is JsonValue id && id.TryGetValue<long>(out var number):
                    Learn((string)found[0]!, number, $"{(string?)call.Arguments["module"]}.{(string?)call.Arguments["xml_id"]}");
                    break;
                case "load" when answer is JsonObject { } loaded && loaded["ids"] is JsonArray ids:
                    Loaded(call, [.. ids.Select(id => (long)id!)]);
                    break;
                case not "load" when call.IsWrite && accepted:
                    _writes.Add((call.Model, [.. call.Ids.Select(id => new Touched(null, id))]));
                    break;
            }
        }
    }

    private void Loaded(PassingCall call, long[] ids)
    {
        var columns = call.Arguments["fields"]!.AsArray().Select(column => (string)column!).ToList();
        var rows = call.Arguments["data"]!.AsArray().Select(row => row!.AsArray()).ToList();
        var records = new List<Touched>();
        foreach (var (at, column) in columns.Index())
        {
            var cells = rows.Select(row => row[at]).Where(cell => cell is JsonValue).ToList();
            // A record has one row that names it, and the answer one id for each record.
            if (column == "id") foreach (var (cell, id) in cells.Zip(ids)) Learn(call.Model, id, (string?)cell);
            if (column == ".id") records.AddRange(cells.Select(cell => new Touched(null, long.Parse(cell!.ToString(), CultureInfo.InvariantCulture))));
            // The record's own column, or that of its lines; a longer path is a reference.
            else if (column == "id" || (column.EndsWith("/id", StringComparison.Ordinal) && IsOfLines(column, columns))) records.AddRange(cells.Select(cell => new Touched((string?)cell, null)));
        }

        _writes.Add((call.Model, records));
    }

    /// <summary><c>order_line/id</c> names lines where other columns go below it: <c>order_line/product_qty</c>.</summary>
    private static bool IsOfLines(string column, List<string> columns) =>
        column.Split('/') is [var lines, _] && columns.Exists(other => other != column && other.StartsWith(lines + "/", StringComparison.Ordinal));

    private void Learn(string model, long id, string? name)
    {
        if (!string.IsNullOrEmpty(name)) _names[(model, id)] = name;
    }

    private string? NameOf(string model, Touched record) => record.Name ?? (record.Id is { } id ? _names.GetValueOrDefault((model, id)) : null);
}
