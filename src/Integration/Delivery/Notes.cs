using System.Net;
using Integration.Contracts;
using Integration.Odoo;
using Integration.Odoo.Reading;

namespace Integration.Delivery;

/// <summary>
/// A note on a record that was left alone, for the people who own it now: once per revision, under its own external id (rule 15). A plain user may load a
/// note but not load it again, hence the question before.
/// </summary>
internal sealed class Notes(OdooClient odoo, WriteGate gate, Pace pace)
{
    private const string Model = "mail.message";
    private const int MostFields = 20;
    private static readonly string[] Columns = ["id", "model", "res_id", "body", "message_type", "subtype_id/id"];

    /// <returns>Those whose note could not be left because writing was closed or Odoo went away, and the failure if there is one; a refused note is only logged.</returns>
    /// <exception cref="OdooFault">Odoo cannot be asked.</exception>
    public async Task<IReadOnlyDictionary<DeliveryItem, Failure?>> LeaveAsync(
        IReadOnlyList<(DeliveryItem Item, string Text, IReadOnlyList<BreakField> Fields)> notes, long company, CancellationToken cancellation)
    {
        List<LoadUnit> units = [];
        foreach (var (item, text, fields) in notes)
        {
            var name = $"{item.Posting.ExternalId}_note_r{NormalForm.Id(item.Posting.Revision)}";
            if (await odoo.CheckObjectReferenceAsync(name, cancellation) is not null) continue;
            units.Add(new LoadUnit(item, [(LoadCell[])[name, item.Policy.Model, item.OdooId!.Value, Body(text, fields), "comment", "mail.mt_note"]]));
        }

        var target = new LoadTarget(CallPoint.Note, Model, OdooContext.ForCompanies(company), Columns);
        await new LoadBatch(odoo, gate, pace).SendAsync(target, units, cancellation);
        return units
            .Where(unit => unit.Loaded is null && unit.Failure is null or { Kind: FailureKind.Unavailable or FailureKind.Throttled or FailureKind.Conflict })
            .ToDictionary(unit => unit.Item, unit => unit.Failure);
    }

    /// <summary>Operational fields only, escaped: the values are those of the order lines themselves.</summary>
    private static string Body(string text, IReadOnlyList<BreakField> fields)
    {
        var items = fields.Take(MostFields).Select(field => $"<li>{Escape(field.Field)}: {Escape(field.Actual ?? "–")} instead of {Escape(field.Expected ?? "–")}</li>");
        var more = fields.Count > MostFields ? $"<p>… and {fields.Count - MostFields} more.</p>" : "";
        return $"<p>{Escape(text)}</p>" + (fields.Count > 0 ? $"<ul>{string.Concat(items)}</ul>{more}" : "");
    }

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
