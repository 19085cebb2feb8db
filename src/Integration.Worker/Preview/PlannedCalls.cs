using System.Globalization;
using Integration.Contracts;

namespace Integration.Worker.Preview;

/// <summary>The calls that would create a record, in Odoo's words; references as they would be looked up.</summary>
internal static class PlannedCalls
{
    public static IEnumerable<string> Of(OdooRecord record, ModelPolicy policy)
    {
        if (record.Standing != RecordStanding.Active)
        {
            yield return policy.FoundBy is not null
                ? $"{record.Model} of {record.ExternalId} stays as it is"
                : $"{record.Model}.{policy.Withdraw.Method}({record.ExternalId})  if it is there and still ours";
            yield break;
        }

        var columns = new List<string> { $"id = {record.ExternalId}" };
        columns.AddRange(record.Columns.Select(Describe));
        yield return $"{record.Model}.load: {string.Join(", ", columns)}";
        foreach (var line in record.Lines)
        {
            yield return $"  {policy.Lines?.Field}: id = {line.ExternalId}, {string.Join(", ", line.Columns.Select(Describe))}";
        }

        if (policy.Confirm is { } confirm)
        {
            yield return $"{record.Model}.{confirm.Method}({record.ExternalId})  until it is {string.Join(" or ", confirm.Until)}";
        }
    }

    private static string Describe(KeyValuePair<string, OdooCell> column) => column.Value switch
    {
        { Reference: { } reference } => $"{column.Key} → {reference.Model} with {reference.Field} {reference.Key}",
        { Number: { } number } => $"{column.Key} = {number.ToString(CultureInfo.InvariantCulture)}",
        { Text: { } text } => $"{column.Key} = '{text}'",
        _ => $"{column.Key} cleared",
    };
}
