using Integration.Contracts;
using Integration.Journal;
using Integration.Mapping;
using Integration.Pipeline;
using Integration.Routing;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Journal;

public sealed class SqliteLookAlikeTests() : LookAlikeSpecification(new SqliteStore());

public sealed class PostgresLookAlikeTests() : LookAlikeSpecification(new PostgresStore());

/// <summary>Two requisitions for the same item, place and day: the second waits for a person.</summary>
public abstract class LookAlikeSpecification(TestStore store) : JournalSpecification(store)
{
    private const string Feed = "north-supply-requisitions";
    private const string Cause = "1005|OR-SUPPLY|2026-12-02";

    private ProcessStep _step = null!;
    private CodeTables _tables = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        var mappings = MappingSet.Load(Repository.Path("mappings")).Set!;
        var interfaces = InterfaceFile.Load(Repository.Path("ops/interfaces.yaml"), mappings).Interfaces!
            .Select(one => one.Name == Feed ? one with { Sender = one.Sender with { LookAlikes = TimeSpan.FromHours(4) } } : one).ToList();
        _tables = mappings.SeedTables();
        _step = new ProcessStep(Journal, new Translator(interfaces, mappings, new KeyedHash(new byte[16])), RoutingRegistration.Folds(new FoldOptions()), new TableCache(Journal));
    }

    [JournalFact]
    public async Task The_second_of_two_is_held_until_it_is_released_and_what_follows_it_waits_behind()
    {
        Assert.Equal(MessageOutcome.Processed, await SayAsync("R-1", "NW", 8, "1005"));
        Assert.Equal(MessageOutcome.Held, await SayAsync("R-2", "NW", 9, "1005"));
        Assert.Equal(MessageOutcome.Held, await SayAsync("R-2", "XO", 10, "1005"));

        var cause = Assert.Single(await Journal.ExceptionsAsync(default), one => one.Kind == "Suspected");
        Assert.Equal((Cause, 1, 1), (cause.Subject, cause.Waiting, cause.Behind));
        Assert.Equal(2, await Journal.ReleaseAsync("Suspected", Cause, Ann, default));
        await ProcessAsync();
        // What waited behind it comes again once its key is open.
        await ProcessAsync();
        Assert.Equal(3, (await OutcomesAsync(Feed))[MessageOutcome.Processed]);
    }

    [JournalFact]
    public async Task Settled_it_is_suppressed_and_what_follows_is_judged_anew()
    {
        await SayAsync("R-1", "NW", 8, "1005");
        await SayAsync("R-2", "NW", 9, "1005");

        Assert.NotNull(await Journal.SettleMessageAsync(2, Ann, default));
        Assert.Equal(1, (await OutcomesAsync(Feed))[MessageOutcome.Suppressed]);
        Assert.DoesNotContain(await Journal.ExceptionsAsync(default), one => one.Kind == "Suspected");
    }

    [JournalFact]
    public async Task Changes_of_a_requisition_other_items_and_what_is_asked_for_much_later_are_no_look_alikes()
    {
        Assert.Equal(MessageOutcome.Processed, await SayAsync("R-1", "NW", 8, "1005"));
        Assert.Equal(MessageOutcome.Processed, await SayAsync("R-1", "XO", 9, "1005"));
        Assert.Equal(MessageOutcome.Processed, await SayAsync("R-2", "NW", 9, "1006"));
        Assert.Equal(MessageOutcome.Processed, await SayAsync("R-3", "NW", 14, "1005"));
        Assert.Equal(MessageOutcome.Held, await SayAsync("R-4", "NW", 18, "1005"));
    }

    private async Task<MessageOutcome> SayAsync(string number, string control, int hour, string item)
    {
        var at = $"202611{20:00}{hour:00}0000+0000";
        var body = string.Join('\r', [
            $@"MSH|^~\&|ORSUPPLY|NORTH|INTEGRATION|NORTHFIELD|{at}||OMS^O05^OMS_O05|{number}{control}{hour}|P|2.5.1",
            $"ORC|{control}|{number}.1^ORSUPPLY||{number}^ORSUPPLY|||||{at}",
            $"RQD|1|{item}|||2|EA|4100||ORSUP|20261201",
        ]) + '\r';
        var sequence = (await Journal.AppendAsync(Message(body, Feed) with { Type = "OMS^O05" }, default)).Sequence;
        await ProcessAsync();
        return (await FindAsync(sequence)).Outcome;
    }

    private async Task ProcessAsync()
    {
        var claimed = await Journal.ClaimMessagesAsync("w", 100, Hour, new Dictionary<string, int> { [Feed] = 1 }, default);
        await _step.RunAsync("w", claimed, [], [], _tables, default);
    }
}
