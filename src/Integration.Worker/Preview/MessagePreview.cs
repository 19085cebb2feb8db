using System.Text.Json;
using Integration.Contracts;
using Integration.Fhir.Bundles;
using Integration.Fhir.Elements;
using Integration.Hl7v2.Message;
using Integration.Mapping;
using Integration.Routing;
using Integration.Worker.Commands;

namespace Integration.Worker.Preview;

/// <summary>Takes one message through mapping and folds as if it were the first of its key, and writes nothing anywhere.</summary>
internal sealed class MessagePreview(MappingSet mappings, InterfaceDefinition feed, CodeTables tables, KeyedHash hash)
{
    public PreviewReport Run(byte[] bytes, DateTimeOffset receivedAt, bool showContents)
    {
        return feed.Fhir is null ? OfHl7(bytes, receivedAt, showContents) : OfFhir(bytes, receivedAt, showContents);
    }

    /// <summary>One resource, or a bundle whose first entry is the one that changed.</summary>
    private PreviewReport OfFhir(byte[] bytes, DateTimeOffset receivedAt, bool showContents)
    {
        var message = FhirMessage.Parse(bytes, new FhirReadOptions());
        return message.Focus is null && !message.IsDelete
            ? PreviewReport.Unreadable(feed.Name, message.Problems.Select(problem => problem.ToString()).ToList())
            : Report(message.Type, mappings.Trace(message, new MappingContext(feed, receivedAt, 1, tables, hash, null)), showContents);
    }

    private PreviewReport OfHl7(byte[] bytes, DateTimeOffset receivedAt, bool showContents)
    {
        var parsed = Hl7Parser.Parse(bytes, new Hl7ParseOptions { DefaultCharset = CharacterSets.Read(feed.Sender.CharacterSet) });
        if (parsed.Message is not { } message)
        {
            return PreviewReport.Unreadable(feed.Name, parsed.Problems.Select(problem => problem.ToString()).ToList());
        }

        return Report($"{message.Header.MessageType}^{message.Header.TriggerEvent}", mappings.Trace(message, new MappingContext(feed, receivedAt, 1, tables, hash, null)), showContents);
    }

    private PreviewReport Report(string type, MappingTrace trace, bool showContents)
    {
        var contracts = trace.Result.Contracts.Where(mapped => mapped.Contract is not null).ToList();
        var records = Fold(contracts).Select(record => mappings.ToOdoo(record, feed.Company)).ToList();
        return new PreviewReport(
            feed.Name,
            type,
            trace.Mapping,
            trace.Result.SuppressedBy,
            tables.Revision,
            trace.Result.Faults.Select(fault => $"{fault.Reason.TrimEnd('.')}. {fault.Remedy}").ToList(),
            trace.Result.Contracts.SelectMany(mapped => mapped.Unmapped).Select(code => $"{code.Table} has no row for {code.Code} ({code.Where})").Distinct().ToList(),
            Shown(trace.Used, showContents),
            Shown(trace.Unused, showContents),
            trace.Lookups,
            contracts.Select(mapped => JsonSerializer.SerializeToElement(mapped.Contract!, ContractJson.Options)).ToList(),
            records,
            records.SelectMany(record => PlannedCalls.Of(record, mappings.Policies[record.Mapping])).ToList());
    }

    private List<DesiredRecord> Fold(List<MappedContract> contracts)
    {
        var folds = RoutingRegistration.Folds(new FoldOptions());
        var first = contracts.GroupBy(mapped => mapped.Key)
            .Select(key => folds.For(key.Key.Domain).Apply(0, null, [.. key.Select(mapped => new ContractInput(1, mapped.Contract!))], tables)).ToList();
        var second = first.SelectMany(result => result.Shares).GroupBy(share => share.With)
            .Select(with => folds.For(with.Key.Domain).Apply(0, null, [.. with.Select(share => new ShareInput(1, "preview", share.Content))], tables));
        return [.. first.Concat(second).SelectMany(result => result.Desired)];
    }

    private static List<FieldSeen> Shown(IReadOnlyList<FieldSeen> fields, bool showContents) =>
        fields.Select(field => showContents ? field : field with { Text = Masking.Mask(field.Text) }).ToList();
}

/// <summary>What would become of a message.</summary>
/// <param name="Contracts">As CloudEvents.</param>
internal sealed record PreviewReport(
    string Interface,
    string Type,
    string? Mapping,
    string? SuppressedBy,
    int TableRevision,
    IReadOnlyList<string> Problems,
    IReadOnlyList<string> Unmapped,
    IReadOnlyList<FieldSeen> Used,
    IReadOnlyList<FieldSeen> Unused,
    IReadOnlyList<TableLookup> Lookups,
    IReadOnlyList<JsonElement> Contracts,
    IReadOnlyList<OdooRecord> Records,
    IReadOnlyList<string> Calls)
{
    public static PreviewReport Unreadable(string feed, IReadOnlyList<string> problems) => new(feed, "?", null, null, 0, problems, [], [], [], [], [], [], []);
}
