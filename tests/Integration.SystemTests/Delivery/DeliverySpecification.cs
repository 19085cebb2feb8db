using System.Text.Json.Nodes;
using Integration.Contracts;
using Integration.Delivery;
using Integration.Mapping;
using Integration.Odoo;
using Integration.SystemTests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Integration.SystemTests.Delivery;

/// <summary>What delivery does to an Odoo, whichever it is. Each test makes records under external ids of its own. The files of this class are its chapters.</summary>
public abstract partial class DeliverySpecification : IAsyncLifetime, IDisposable
{
    protected const string Planned = "2031-03-01 08:00:00";
    private readonly string _own = Guid.CreateVersion7().ToString("N");
    private protected readonly WireTap _wire = new();
    private protected OdooClient _odoo = null!;
    private protected OdooDelivery _delivery = null!;

    protected abstract Task<OdooConnection> ConnectAsync(OdooRole role);

    public async Task InitializeAsync()
    {
        _odoo = new OdooClient(new HttpClient(_wire) { Timeout = Timeout.InfiniteTimeSpan }, await ConnectAsync(OdooRole.Integration), TimeProvider.System);
        _delivery = Delivering(_odoo, new DeliveryOptions());
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _wire.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected static CancellationToken None => CancellationToken.None;

    private protected static OdooContext Standard => OdooContext.Standard;

    /// <summary>Those that are shipped: their promises are tested with them.</summary>
    private protected static IReadOnlyDictionary<string, ModelPolicy> Policies { get; } = MappingSet.Load(Repository.Path("mappings")).Set!.Policies;

    private protected static OdooDelivery Delivering(OdooClient odoo, DeliveryOptions options) =>
        new(odoo, options, new DeliveryFailures(options, new Random(1)), TimeProvider.System, NullLogger<OdooDelivery>.Instance);

    private protected async Task<OdooClient> AsAsync(OdooRole role) => new(new HttpClient { Timeout = Timeout.InfiniteTimeSpan }, await ConnectAsync(role), TimeProvider.System);

    private static string Policy(string model) => Policies.Values.Where(policy => policy.Model == model).MaxBy(policy => policy.Name, StringComparer.Ordinal)!.Name;

    private protected string Own(string name) => $"integration.t{_own}_{name}";

    private protected Task<IReadOnlyList<PostingResult>> DeliverAsync(params ClaimedPosting[] batch) =>
        _delivery.DeliverAsync(batch, Policies, _ => ValueTask.FromResult(true), DateTimeOffset.MaxValue, None);

    private protected async Task<PostingResult> DeliverOneAsync(ClaimedPosting posting) => Assert.Single(await DeliverAsync(posting));

    private protected async Task<PostingResult> PostedAsync(ClaimedPosting posting)
    {
        var result = await DeliverOneAsync(posting);
        Assert.True(result.Kind == PostingResultKind.Posted, $"{result.Kind}: {result.Failure?.Reason}");
        return result;
    }

    private protected static ClaimedPosting First(OdooRecord desired) => new(desired.ExternalId, 1, 0, desired, null, null, false, 1, "1") { ClaimedAt = TimeProvider.System.GetUtcNow() };

    private protected static ClaimedPosting Next(PostingResult last, OdooRecord desired) =>
        new(desired.ExternalId, last.Revision + 1, last.Revision, desired, last.OdooId, last.Baseline, false, 1, "2");

    private protected OdooRecord Order(string name, params OdooLine[] lines) => Order(name, Of("res.partner", "ref", "DET"), lines);

    private protected OdooRecord Order(string name, OdooCell vendor, params OdooLine[] lines) => new(
        Own(name), "purchase.order", Policy("purchase.order"), "Northfield Health", RecordStanding.Active,
        new Dictionary<string, OdooCell> { ["partner_id"] = vendor, ["origin"] = new(Own(name)), ["priority"] = new("0") }, lines);

    private protected OdooLine Line(string name, decimal quantity, string item = "1007", string unit = "Units", decimal price = 2.2m) => new(Own(name), new Dictionary<string, OdooCell>
    {
        ["product_id"] = Of("product.product", "default_code", item),
        ["product_qty"] = new(Number: quantity),
        ["product_uom_id"] = Of("uom.uom", "name", unit),
        ["price_unit"] = new(Number: price),
        ["date_planned"] = new(Planned),
    });

    private protected static OdooLine Due(OdooLine line, string instant) => line with { Columns = new Dictionary<string, OdooCell>(line.Columns) { ["date_planned"] = new(instant) } };

    private protected static OdooCell Of(string model, string field, string key) => new(Reference: new OdooReference(model, field, key));

    private protected static OdooRecord With(OdooRecord record, string column, OdooCell cell) => record with { Columns = new Dictionary<string, OdooCell>(record.Columns) { [column] = cell } };

    private protected static OdooRecord Standing(OdooRecord record, RecordStanding standing) => record with { Standing = standing };

    private protected async Task<ReadRecord> ReadAsync(string model, long id, params string[] fields) => Assert.Single(await _odoo.ReadAsync(model, [id], fields, Standard, None));

    /// <summary>External id → quantity of the lines of an order.</summary>
    private protected async Task<Dictionary<string, decimal>> QuantitiesAsync(long order)
    {
        var ids = (await ReadAsync("purchase.order", order, "order_line")).Ids("order_line");
        var names = await _odoo.ExternalIdsAsync("purchase.order.line", ids, None);
        return (await _odoo.ReadAsync("purchase.order.line", ids, ["product_qty"], Standard, None)).ToDictionary(line => names[line.Id] ?? "", line => line.Number("product_qty"));
    }

    private protected async Task<int> CommentsAsync(long order) =>
        (await _odoo.SearchReadAsync("mail.message", OdooDomain.Where("model", "=", "purchase.order").And("res_id", "=", order).And("message_type", "=", "comment"), ["body"], 10, "id", 0, Standard, None)).Count;

    private async Task<int> NotesAsync(string model, long id) =>
        (await _odoo.SearchReadAsync("mail.message", OdooDomain.Where("model", "=", model).And("res_id", "=", id).And("body", "like", "from the source"), ["body"], 10, "id", 0, Standard, None)).Count
        + (await _odoo.SearchReadAsync("mail.message", OdooDomain.Where("model", "=", model).And("res_id", "=", id).And("body", "like", "The source called"), ["body"], 10, "id", 0, Standard, None)).Count;

    private protected static JsonObject Values(params (string Name, JsonNode? Value)[] values) => new(values.Select(value => KeyValuePair.Create(value.Name, value.Value)));
}
