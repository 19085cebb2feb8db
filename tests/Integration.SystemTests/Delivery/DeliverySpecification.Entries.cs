using Integration.Contracts;
using Integration.Odoo;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Delivery;

public abstract partial class DeliverySpecification
{
    private const string AnalyticLine = "account.analytic.line";
    private const string Account = "account.analytic.account";
    private const string Company = "res.company";

    [RealFact]
    public async Task An_entry_is_made_once_on_the_account_of_its_own_plan()
    {
        var before = await BalanceAsync("6200");
        var (charge, credit) = (Entry("c", -1425.5m, 95), Entry("c_r", 1425.5m, -95));

        var posted = await PostedAsync(First(charge));

        Assert.Equal(before - 1425.5m, await BalanceAsync("6200"));
        Assert.Equal(
            (-1425.5m, 95m, "Minutes", "2031-03-01", "Operating room time", Own("ref")),
            await ReadAsync(AnalyticLine, posted.OdooId!.Value, "amount", "unit_amount", "product_uom_id", "date", "name", "ref") is var line
                ? (line.Number("amount"), line.Number("unit_amount"), line.Reference("product_uom_id")!.Value.Name, line.Text("date"), line.Text("name"), line.Text("ref")) : default);
        _wire.Forget();
        Assert.Equal(posted.OdooId, (await PostedAsync(Next(posted, charge))).OdooId);
        Assert.Empty(_wire.Writes);

        await PostedAsync(First(credit));
        Assert.Equal(before, await BalanceAsync("6200"));
    }

    [RealFact]
    public async Task An_entry_that_people_changed_is_never_written_again()
    {
        var charge = Entry("c", -100, 1);
        var posted = await PostedAsync(First(charge));
        await (await AsAsync(OdooRole.Administrator)).WriteAsync(AnalyticLine, [posted.OdooId!.Value], Values(("amount", -80)), Standard, None);
        _wire.Forget();

        var again = await DeliverOneAsync(Next(posted, charge));
        var wantedOtherwise = await DeliverOneAsync(Next(posted, Entry("c", -90, 1)));
        var takenBack = await DeliverOneAsync(Next(posted, Standing(charge, RecordStanding.Withdrawn)));

        Assert.All([again, wantedOtherwise, takenBack], result => Assert.Equal(PostingResultKind.Protected, result.Kind));
        Assert.Equal(new BreakField("amount", "-100", "-80"), Assert.Single(Assert.Single(again.Breaks).Fields));
        Assert.Empty(_wire.Writes);
        Assert.Equal(-80, (await ReadAsync(AnalyticLine, posted.OdooId!.Value, "amount")).Number("amount"));
        Assert.Equal((BreakKind.Drifted, new BreakField("amount", "-100", "-80")), await CompareAsync(Posted(posted, charge)) is [var found] ? (found.Kind, found.Fields.Single()) : default);
    }

    [RealFact]
    public async Task An_entry_in_a_closed_period_is_held_until_it_is_opened_again()
    {
        var administrator = await AsAsync(OdooRole.Administrator);
        var company = (await administrator.SearchReadAsync(Company, OdooDomain.Where("name", "=", "Northfield Health"), ["name"], 1, "id", 0, Standard, None))[0].Id;
        var (charge, next) = (With(Entry("c", -100, 1), "date", new("2019-12-31")), With(Entry("d", -100, 1), "date", new("2020-01-01")));
        const string Thing = "res.company Northfield Health open on 2019-12-31";
        try
        {
            await LockAsync("2019-12-31");
            var results = await DeliverAsync(First(charge), First(next));

            Assert.Equal((PostingResultKind.Held, FailureKind.MissingReference, Thing), (results[0].Kind, results[0].Failure!.Kind, results[0].Failure!.MissingThing));
            Assert.Contains("closed its books until 2019-12-31 (fiscalyear_lock_date)", results[0].Failure!.Reason, StringComparison.Ordinal);
            Assert.Equal(PostingResultKind.Posted, results[1].Kind);
            Assert.Empty(await _delivery.AppearedAsync([(Thing, charge)], Policies, None));
        }
        finally
        {
            await LockAsync(null);
        }

        Assert.Equal([Thing], await _delivery.AppearedAsync([(Thing, charge)], Policies, None));
        await PostedAsync(First(charge));

        Task LockAsync(string? until) => administrator.WriteAsync(Company, [company], Values(("fiscalyear_lock_date", until is null ? false : until)), Standard, None);
    }

    [RealFact]
    public async Task An_amount_in_another_currency_and_a_plan_that_is_not_there_stop_an_entry()
    {
        var currency = (await _odoo.SearchReadAsync("res.currency", OdooDomain.All, ["name"], 10, "id", 0, Standard.With("active_test", false), None)).Select(row => row.Text("name")!).First(name => name != "USD");

        var (foreign, planless) = (With(Entry("c", -100, 1), "currency_id", Of("res.currency", "name", currency)), Entry("d", -100, 1));
        planless = planless with { Columns = planless.Columns.ToDictionary(column => column.Key == "[Cost Centres]" ? "[Cost Center]" : column.Key, column => column.Value) };
        var results = await DeliverAsync(First(foreign), First(planless));

        Assert.All(results, result => Assert.NotEqual(PostingResultKind.Posted, result.Kind));
        Assert.Equal((PostingResultKind.Held, "account.analytic.line [Cost Center]"), (results[1].Kind, results[1].Failure!.MissingThing));
        Assert.All(results, result => Assert.Null(result.OdooId));
    }

    [RealFact]
    public async Task Reconciling_finds_entries_that_are_gone_and_those_that_people_made_as_well()
    {
        OdooRecord[] entries = [Entry("gone", -100, 1), Entry("twice", -70, 1) with { Columns = With(Entry("twice", -70, 1), "ref", new(Own("other"))).Columns }];
        var results = await DeliverAsync([.. entries.Select(First)]);
        var administrator = await AsAsync(OdooRole.Administrator);
        await administrator.UnlinkAsync(AnalyticLine, [results[0].OdooId!.Value], Standard, None);
        var typed = await administrator.CreateAsync(AnalyticLine, Values(("name", "Operating room time"), ("amount", -70), ("ref", Own("other"))), Standard, None);

        var breaks = await CompareAsync(Posted(results[0], entries[0]), Posted(results[1], entries[1]));

        Assert.Equal([(BreakKind.Deleted, results[0].OdooId!.Value), (BreakKind.Duplicate, typed)], breaks.Select(found => (found.Kind, found.OdooId!.Value)));
        Assert.Equal(PostingResultKind.Protected, (await DeliverOneAsync(Next(results[0], entries[0]))).Kind);
    }

    private OdooRecord Entry(string name, decimal amount, decimal quantity) => new(
        Own(name), AnalyticLine, Policy(AnalyticLine), "Northfield Health", RecordStanding.Active,
        new Dictionary<string, OdooCell>
        {
            ["[Cost Centres]"] = Of(Account, "code", "6200"),
            ["name"] = new("Operating room time"),
            ["date"] = new("2031-03-01"),
            ["amount"] = new(Number: amount),
            ["currency_id"] = Of("res.currency", "name", "USD"),
            ["unit_amount"] = new(Number: quantity),
            ["product_uom_id"] = Of("uom.uom", "name", "Minutes"),
            ["ref"] = new(Own("ref")),
        },
        []);

    private async Task<decimal> BalanceAsync(string account) =>
        (await _odoo.SearchReadAsync(Account, OdooDomain.Where("code", "=", account), ["balance"], 2, "id", 0, Standard, None)).Single().Number("balance");
}
