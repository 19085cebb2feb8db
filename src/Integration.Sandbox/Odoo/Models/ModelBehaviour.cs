using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Integration.Sandbox.Odoo.Records;

namespace Integration.Sandbox.Odoo.Models;

/// <summary>What a method answers; null is Python's None, which goes without a result member.</summary>
internal delegate JsonNode? RecordMethod(OdooEnvironment env, IReadOnlyList<Record> records, JsonObject named);

/// <summary>What a model does beyond keeping fields. One small class per model that does anything.</summary>
internal class ModelBehaviour
{
    private static readonly ModelBehaviour Plain = new();

    private static readonly FrozenDictionary<string, ModelBehaviour> Special = new Dictionary<string, ModelBehaviour>
    {
        ["uom.uom"] = new Units(),
        ["product.product"] = new Products(),
        ["stock.warehouse"] = new Warehouses(),
        ["stock.location"] = new Locations(),
        ["stock.quant"] = new Quants(),
        ["stock.picking"] = new Transfers(),
        ["stock.move"] = new Moves(),
        ["purchase.order"] = new PurchaseOrders(),
        ["purchase.order.line"] = new PurchaseLines(),
        ["project.task"] = new Tasks(),
        ["maintenance.request"] = new MaintenanceRequests(),
        ["maintenance.equipment"] = new Equipment(),
        ["maintenance.equipment.category"] = new EquipmentCategories(),
        ["account.analytic.line"] = new AnalyticLines(),
        ["account.analytic.account"] = new AnalyticAccounts(),
        ["mail.message"] = new Messages(),
        ["res.users.apikeys"] = new ApiKeys(),
        ["res.users.apikeys.description"] = new ApiKeyDescriptions(),
        ["res.users.identitycheck"] = new IdentityChecks(),
    }.ToFrozenDictionary();

    public static ModelBehaviour Of(string model) => Special.GetValueOrDefault(model, Plain);

    public virtual IReadOnlyDictionary<string, RecordMethod> Methods { get; } = new Dictionary<string, RecordMethod>();

    /// <summary>Fills what was not given.</summary>
    public virtual void SetDefaults(OdooEnvironment env, FieldValues values) { }

    public virtual void Created(OdooEnvironment env, Record record, IReadOnlySet<string> given) { }

    /// <summary>Before the values land: refuses, or adds to them.</summary>
    public virtual void Writing(OdooEnvironment env, Record record, FieldValues values) { }

    public virtual void Written(OdooEnvironment env, Record record, IReadOnlySet<string> given) { }

    public virtual void Unlinking(OdooEnvironment env, Record record) { }

    public virtual object? Compute(OdooEnvironment env, Record record, string field) => null;

    protected static void Fill(FieldValues values, string field, Func<object?> value)
    {
        if (!values.ContainsKey(field)) values[field] = value();
    }
}
