using System.Text.Json;
using Integration.Sandbox.Hospital.Drill;
using Integration.Worker.Drill;

namespace Integration.UnitTests.Drill;

/// <summary>The ledger as it is printed, against a sender that wrote two messages and put three on the line.</summary>
public sealed class DrillLedgerTests
{
    [Fact]
    public async Task It_agrees_where_it_balances_and_counts_what_was_sent() => Assert.Empty(await CompareAsync(Printed(received: 3, processed: 2, duplicate: 1), entries: 2));

    [Fact]
    public async Task A_row_that_does_not_balance_is_told() => Assert.Single(await CompareAsync(Printed(received: 3, processed: 2, duplicate: 1).Replace("\"balanced\":true", "\"balanced\":false", StringComparison.Ordinal), entries: 2));

    [Fact]
    public async Task A_message_that_it_does_not_know_is_told() => Assert.All(await CompareAsync(Printed(received: 2, processed: 1, duplicate: 1), entries: 2), finding => Assert.Equal(Promise.LedgerBalances, finding.Promise));

    [Fact]
    public async Task A_message_that_it_knows_and_nobody_sent_is_told() => Assert.NotEmpty(await CompareAsync(Printed(received: 4, processed: 2, duplicate: 2), entries: 2));

    [Fact]
    public async Task An_entry_that_it_has_posted_and_Odoo_lacks_is_told() => Assert.Contains("Odoo holds 1", Assert.Single(await CompareAsync(Printed(received: 3, processed: 2, duplicate: 1), entries: 1)).What, StringComparison.Ordinal);

    private static async Task<IReadOnlyList<Finding>> CompareAsync(string printed, int entries)
    {
        using var enough = new CancellationTokenSource();
        await using var outbox = new Outbox(new ForgetfulLine(enough), TimeProvider.System);
        outbox.Send(new Letter("1", "", [1]));
        outbox.Send(new Letter("2", "", [2]));
        await outbox.PumpAsync(enough.Token);
        return [.. JsonSerializer.Deserialize<DrillLedger>(printed, JsonSerializerOptions.Web)!.Compare(new Dictionary<string, IReadOnlyList<Outbox>> { ["north-charges"] = [outbox] }, entries)];
    }

    private static string Printed(int received, int processed, int duplicate) =>
        $$"""
        {"messages":[{"interface":"north-charges","day":"2026-11-22","received":{{received}},"outcomes":{"processed":{{processed}},"duplicate":{{duplicate}}},"balanced":true}],
         "postings":[{"interface":"north-charges","day":"2026-11-22","made":2,"outcomes":{"posted":2},"balanced":true}],"contracts":{},"balanced":true}
        """;

    /// <summary>Gives no answer the first time, and ends the run after the second letter.</summary>
    private sealed class ForgetfulLine(CancellationTokenSource enough) : ILine
    {
        private int _asked;

        public async Task<bool?> TransmitAsync(Letter letter, CancellationToken cancellationToken)
        {
            var asked = ++_asked;
            if (asked == 3)
            {
                await enough.CancelAsync();
            }

            return asked == 1 ? null : true;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
