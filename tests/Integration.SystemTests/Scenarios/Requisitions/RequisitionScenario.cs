using System.Globalization;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Scenarios.Requisitions;

[CollectionDefinition(Name)]
public sealed class RequisitionScenarios : ICollectionFixture<SharedInstallation>
{
    public const string Name = "requisition scenarios";
}

/// <summary>Each test has a requisition of its own.</summary>
[Collection(RequisitionScenarios.Name)]
public abstract class RequisitionScenario(SharedInstallation shared) : Scenario(shared)
{
    /// <summary>Its number, which is the origin of the records in Odoo.</summary>
    private protected string Requisition { get; } = RequisitionMessage.Number(shared.NextNumber());

    /// <summary>A message about the requisition, said now.</summary>
    private protected string Message(string type, params IEnumerable<RequisitionOrder> orders) =>
        RequisitionMessage.Of(type, ControlId(), Stamp(Shared.NextSent()), Requisition, orders);

    /// <summary>Sends a message about items to be bought and waits until its consequences are in Odoo.</summary>
    private protected async Task BuyAsync(params IEnumerable<RequisitionOrder> orders)
    {
        await SendAsync(Message(RequisitionMessage.NonStock, orders));
        await SettleAsync();
    }

    /// <summary>The same, said after what people did in Odoo.</summary>
    private protected async Task BuyAfterwardsAsync(params IEnumerable<RequisitionOrder> orders)
    {
        await SendAsync(RequisitionMessage.Of(RequisitionMessage.NonStock, ControlId(), Stamp(Afterwards()), Requisition, orders));
        await SettleAsync();
    }

    private protected Task SendAsync(string message) => SendAsync(Installation.RequisitionPort, message);

    private protected async Task<BookedOrder> OrderAsync() => Assert.Single(await Books.OrdersAsync(Requisition));
}

/// <summary>One ORC with its RQD, and an RQ1 where a price is named.</summary>
/// <param name="Control">ORC-1.</param>
internal sealed record RequisitionOrder(string Control, int Line, string Item, decimal Quantity, string Unit = "EA", string Price = "", string Vendor = "")
{
    public static RequisitionOrder New(int line, string item, decimal quantity, string unit = "EA") => new("NW", line, item, quantity, unit);

    public static RequisitionOrder Change(int line, string item, decimal quantity, string unit = "EA") => new("XO", line, item, quantity, unit);

    public static RequisitionOrder Cancel(int line) => new("CA", line, "", 0);
}

/// <summary>OMN^O07 and OMS^O05 as the supply system of Northfield General writes them.</summary>
internal static class RequisitionMessage
{
    public const string NonStock = "OMN^O07^OMN_O07";
    public const string Stock = "OMS^O05^OMS_O05";

    /// <summary>Noon of a summer's day in America/New_York, in the year given.</summary>
    public static string NeededBy(int year) => string.Create(CultureInfo.InvariantCulture, $"{year}0715120000");

    public static string Number(int number) => string.Create(CultureInfo.InvariantCulture, $"RQ-{7000 + number}");

    public static string Of(string type, string controlId, string sent, string number, IEnumerable<RequisitionOrder> orders)
    {
        var segments = new List<string> { $@"MSH|^~\&|ORSUPPLY|NORTH|INTEGRATION|NORTHFIELD|{sent}||{type}|{controlId}|P|2.5.1" };
        var neededBy = NeededBy(TimeProvider.System.GetUtcNow().Year + 1);
        foreach (var order in orders)
        {
            var quantity = order.Quantity == 0 ? "" : order.Quantity.ToString(CultureInfo.InvariantCulture);
            segments.Add($"ORC|{order.Control}|{number}.{order.Line}^ORSUPPLY||{number}^ORSUPPLY||N|||{sent}||7001^VERIFY^VIRGIL");
            segments.Add($"RQD|{order.Line}|{order.Item}|||{quantity}|{order.Unit}|4100||ORSUP^Main OR Supply|{neededBy}");
            if (order.Price.Length > 0)
            {
                segments.Add($"RQ1|{order.Price}|||{order.Vendor}");
            }
        }

        return string.Join('\r', segments) + '\r';
    }
}
