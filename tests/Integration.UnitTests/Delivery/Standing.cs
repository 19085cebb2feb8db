using Integration.Contracts;
using Integration.Delivery;
using Integration.Odoo;
using Integration.Odoo.Reading;

namespace Integration.UnitTests.Delivery;

/// <summary>A small order and what stands in Odoo for it.</summary>
internal static class Standing
{
    public const long Us = 5;
    public const long Buyer = 6;
    public const string Noon = "2026-03-01 12:00:00";
    public const string LaterOn = "2026-03-01 12:00:01";

    public static ModelPolicy Policy(LineRemoval removal = LineRemoval.Unlink) => new(
        "p", "purchase.order", 1, "state", ["draft"], ["printed", "order_line.picked"], ["cancel"], ["purchase"], "origin",
        new LinePolicy("order_line", "purchase.order.line", "order_id", ["qty", "price"], removal, "qty"), null, new VerbPolicy("button_cancel", ["cancel"]), []);

    public static ModelFields Fields { get; } = new(
        Catalog(("state", "selection"), ("origin", "char"), ("note", "html"), ("printed", "boolean"), ("write_uid", "many2one"), ("write_date", "datetime")),
        Catalog(("qty", "float"), ("price", "float"), ("picked", "boolean"), ("write_uid", "many2one"), ("write_date", "datetime")));

    public static WantedRecord Wanted(string origin, params (string Name, string Quantity)[] lines) =>
        new(new Dictionary<string, string?> { ["origin"] = origin }, [.. lines.Select(line => new WantedLine(line.Name, new Dictionary<string, string?> { ["qty"] = line.Quantity }))]);

    public static StandingRecord Record(string state, string origin, params StandingLine[] lines) =>
        Record(state, origin, Us, Noon, lines);

    public static StandingRecord Record(string state, string origin, long writer, string written, params StandingLine[] lines) => new(
        29, new Dictionary<string, string?> { ["state"] = state, ["origin"] = origin, ["printed"] = "false", ["write_uid"] = NormalForm.Id(writer), ["write_date"] = written }, lines);

    public static StandingLine Line(long id, string? name, string quantity, long writer = Us, long parent = 29, string picked = "false", string written = Noon) => new(
        id, name, parent, new Dictionary<string, string?> { ["qty"] = quantity, ["picked"] = picked, ["write_uid"] = NormalForm.Id(writer), ["write_date"] = written });

    public static Baseline Baseline(string origin, params (string Name, long Id, string Quantity)[] lines) => new(
        "draft", new Dictionary<string, string?> { ["origin"] = origin },
        lines.ToDictionary(line => line.Name, line => new BaselineLine(line.Id, new Dictionary<string, string?> { ["qty"] = line.Quantity })));

    public static DeliveryItem Item(WantedRecord? wanted, Baseline? baseline, RecordStanding standing = RecordStanding.Active, bool inDoubt = false)
    {
        var desired = new OdooRecord("integration.a", "purchase.order", "p", "Company", standing, new Dictionary<string, OdooCell>(), []);
        return new DeliveryItem(new ClaimedPosting("integration.a", 2, 1, desired, 29, baseline, inDoubt, 1, "1"), Policy()) { Wanted = wanted };
    }

    private static Dictionary<string, OdooField> Catalog(params (string Name, string Type)[] fields) =>
        fields.ToDictionary(field => field.Name, field => new OdooField(field.Name, field.Type, null, false, false, field.Name));
}
