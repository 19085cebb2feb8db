using Integration.Contracts;
using Integration.Mapping;

namespace Integration.UnitTests.Mapping;

/// <summary>What depends on more than the message: the sender's profile, the tables, the pinned version, a rule of suppression.</summary>
public sealed class MappingBehaviourTests
{
    private const string Header = "MSH|^~\\&|ORSUPPLY|NORTH|INTEGRATION|NORTHFIELD|20261122064500||OMS^O05^OMS_O05|1|P|2.5.1\r";

    private static readonly InterfaceDefinition Requisitions = Shipped.Interface("north-supply-requisitions");

    private static readonly ApprovalRule Rule = new("ORC-25.1", ["APPROVED"], ["REFUSED"]);

    [Theory]
    [InlineData("NW", "APPROVED", Approval.Approved)]
    [InlineData("NW", "approved", Approval.Approved)]
    [InlineData("NW", "REFUSED", Approval.Refused)]
    [InlineData("NW", "ASKED", Approval.Pending)]
    [InlineData("NW", "", Approval.Pending)]
    [InlineData("XO", "", Approval.Pending)]
    [InlineData("SC", "APPROVED", Approval.Approved)]
    [InlineData("SC", "", Approval.Unstated)]
    [InlineData("CA", "APPROVED", Approval.Unstated)]
    [InlineData("HD", "", Approval.Unstated)]
    public void Approval_is_read_by_the_senders_rule(string control, string said, Approval expected)
    {
        var line = Line(With(Requisitions.Sender with { Approval = Rule }), Order(control, approval: said));

        Assert.Equal(expected, line.Approval);
    }

    [Theory]
    [InlineData("NW", Approval.Approved)]
    [InlineData("XO", Approval.Approved)]
    [InlineData("SC", Approval.Unstated)]
    [InlineData("CA", Approval.Unstated)]
    public void Without_a_rule_every_order_sent_is_approved(string control, Approval expected) =>
        Assert.Equal(expected, Line(Requisitions, Order(control)).Approval);

    [Fact]
    public void The_profile_says_which_code_is_the_item_masters()
    {
        var order = Order("NW", codes: "1005||1006");

        Assert.Equal("1005", Line(Requisitions, order).Item);
        Assert.Equal("1006", Line(With(Requisitions.Sender with { ItemCodes = ["RQD-4.1", "RQD-2.1"] }), order).Item);
    }

    [Theory]
    [InlineData("S13", true, Semantics.Snapshot)]
    [InlineData("S13", false, Semantics.Delta)]
    [InlineData("S14", false, Semantics.Delta)]
    [InlineData("S12", false, Semantics.Snapshot)]
    [InlineData("S20", true, Semantics.Delta)]
    public void The_profile_says_whether_a_change_of_a_case_states_all_its_services(string trigger, bool all, Semantics expected)
    {
        var schedule = With(Shipped.Interface("north-or-schedule"), sender => sender with { StatesAllServices = all });

        Assert.Equal(expected, Assert.Single(Shipped.Mappings.Map(Shipped.Parse(Booking(trigger)), Shipped.Context(schedule)).Contracts).Semantics);
    }

    [Fact]
    public void An_alternative_takes_the_place_of_an_item_that_the_item_master_has_no_more()
    {
        var tables = Shipped.Mappings.Seeds.Select(seed => new CodeTable(
            seed.Name, seed.Columns, seed.KeyColumns, seed.Name == "item-units" ? seed.Rows.Where(row => row.Values[0] != "1010") : seed.Rows));
        var context = Shipped.Context(Shipped.Interface("north-or-schedule")) with { Tables = new CodeTables(5, tables) };

        var lines = ((DemandSignal)Assert.Single(Shipped.Mappings.Map(Shipped.Parse(Booking("S12")), context).Contracts).Contract!.Content).Lines;

        Assert.Equal(("1011", "1011"), Assert.Single(lines.Where(line => line.Alternative is not null).Select(line => (line.Item, line.Alternative))));
    }

    [Theory]
    [InlineData("", "F-1", 0)]
    [InlineData("P-1", "", 0)]
    [InlineData("P-1", "F-1", 1)]
    [InlineData("P-1", "P-1", 0)]
    public void A_case_with_both_numbers_says_that_they_are_one(string placer, string filler, int aliases)
    {
        var context = Shipped.Context(Shipped.Interface("north-or-schedule"));
        MappedContract Case(string one, string other) => Assert.Single(Shipped.Mappings.Map(Shipped.Parse(Booking("S12", one, other)), context).Contracts);

        var mapped = Case(placer, filler);
        Assert.Equal(aliases, mapped.Aliases.Count);
        Assert.Equal(mapped.Key, Case("", filler.Length > 0 ? filler : placer).Key);
        Assert.All(mapped.Aliases, alias => Assert.Equal(Case(placer, "").Key, alias));
    }

    [Fact]
    public void A_row_for_the_interface_wins_over_a_row_for_all()
    {
        var tables = Shipped.Mappings.Seeds.Select(seed => new CodeTable(
            seed.Name, seed.Columns, seed.KeyColumns, seed.Name == "items" ? [.. seed.Rows, new CodeRow([Requisitions.Name, "1005", "1006"])] : seed.Rows));
        var context = Shipped.Context(Requisitions) with { Tables = new CodeTables(5, tables) };

        var contract = Assert.Single(Shipped.Mappings.Map(Shipped.Parse(Header + Order("NW")), context).Contracts).Contract!;

        Assert.Equal("1006", Assert.Single(((Requisition)contract.Content).Lines).Item);
        Assert.Equal(5, contract.Envelope.TableRevision);
    }

    [Fact]
    public void A_table_cell_that_is_no_word_of_the_contract_is_a_fault()
    {
        var tables = Shipped.Mappings.Seeds.Select(seed => new CodeTable(
            seed.Name, seed.Columns, seed.KeyColumns, seed.Name == "order-controls" ? [new CodeRow(["*", "NW", "sets"])] : seed.Rows));

        var result = Shipped.Mappings.Map(Shipped.Parse(Header + Order("NW")), Shipped.Context(Requisitions) with { Tables = new CodeTables(1, tables) });

        Assert.Equal("ORDER[1] ORC-1: translates into a word that is none of set, cancel, hold, release, status", Assert.Single(result.Faults).Reason);
    }

    [Fact]
    public void A_table_that_was_never_seeded_is_a_mistake_of_ours()
    {
        var context = Shipped.Context(Requisitions) with { Tables = new CodeTables(0, []) };

        Assert.Contains("'locations'", Assert.Throws<InvalidOperationException>(() => Shipped.Mappings.Map(Shipped.Parse(Header + Order("NW")), context)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Equal_facts_have_equal_keys_and_others_have_not()
    {
        string Id(string order, int sequence) => Shipped.Mappings.Map(Shipped.Parse(Header + order), Shipped.Context(Requisitions) with { Sequence = sequence }).Contracts[0].Contract!.Envelope.Id;

        Assert.Equal(Id(Order("NW"), 1), Id(Order("NW"), 2));
        Assert.NotEqual(Id(Order("NW"), 1), Id(Order("NW", quantity: "5"), 1));
    }

    [Fact]
    public void A_trigger_event_nobody_takes_is_a_fault_of_the_message()
    {
        var message = Shipped.Parse(Header.Replace("OMS^O05", "OMD^O03", StringComparison.Ordinal) + Order("NW"));

        var result = Shipped.Mappings.Map(message, Shipped.Context(Requisitions));

        Assert.Equal(FailureKind.Invalid, Assert.Single(result.Faults).Kind);
        Assert.Null(MappingSet.MappingOf(message, Shipped.Context(Requisitions)));
    }

    [Fact]
    public void The_pinned_version_is_used_and_its_absence_is_a_defect()
    {
        using var folder = new MappingFolder();
        folder.Write("hl7v2/OMS_O05/v9.yaml", File.ReadAllText(folder.At("hl7v2/OMS_O05/v1.yaml")).Replace("constant: stock", "constant: nonStock", StringComparison.Ordinal));
        var context = Shipped.Context(Requisitions) with { PinnedMapping = "hl7v2/OMS_O05/v9" };
        var message = Shipped.Parse(Header + Order("NW"));

        var contract = Assert.Single(folder.Load().Map(message, context).Contracts).Contract!;

        Assert.Equal(("hl7v2/OMS_O05/v9", Supply.NonStock), (contract.Envelope.MappingVersion, ((Requisition)contract.Content).Lines[0].Supply));
        Assert.Equal(FailureKind.Defect, Assert.Single(Shipped.Mappings.Map(message, context).Faults).Kind);
    }

    [Fact]
    public void A_message_that_asks_for_nothing_is_suppressed_under_the_name_of_the_rule()
    {
        using var folder = new MappingFolder();
        folder.Replace("hl7v2/OMS_O05/v2.yaml", "each: ORDER #", "suppress:\n  not-a-supply-order: { absent: RQD }\neach: ORDER #");
        folder.Release();
        var mappings = folder.Load();

        Assert.Equal("not-a-supply-order", mappings.Map(Shipped.Parse(Header + "ORC|NW|4711\r"), Shipped.Context(Requisitions)).SuppressedBy);
        Assert.Null(mappings.Map(Shipped.Parse(Header + Order("NW")), Shipped.Context(Requisitions)).SuppressedBy);
    }

    [Fact]
    public void A_trace_names_what_was_read_what_was_not_and_what_was_looked_up()
    {
        var trace = Shipped.Mappings.Trace(Shipped.Parse(Header + "PID|1||900417^^^NORTH\r" + Order("NW", codes: "GLV75^Gloves|")), Shipped.Context(Requisitions));

        Assert.Equal("hl7v2/OMS_O05/v2", trace.Mapping);
        Assert.Contains(new FieldSeen("RQD-2.1", "GLV75"), trace.Used);
        Assert.Contains(new FieldSeen("MSH-4.1", "NORTH"), trace.Used);
        Assert.Contains(new FieldSeen("RQD-2.2", "Gloves"), trace.Unused);
        Assert.Contains(new FieldSeen("PID-3", "900417^^^NORTH"), trace.Unused);
        Assert.DoesNotContain(trace.Unused, field => trace.Used.Contains(field));
        var lookup = Assert.Single(trace.Lookups, lookup => lookup.Table == "items");
        Assert.Equal(("north-supply-requisitions|GLV75", "ORDER[1] RQD-2.1"), (lookup.Key, lookup.Where));
        Assert.Equal(["north-supply-requisitions|GLV75|1006"], lookup.Rows);
        Assert.Equal(
            System.Text.Json.JsonSerializer.Serialize(Shipped.Mappings.Map(Shipped.Parse(Header + "PID|1||900417^^^NORTH\r" + Order("NW", codes: "GLV75^Gloves|")), Shipped.Context(Requisitions)).Contracts, ContractJson.Options),
            System.Text.Json.JsonSerializer.Serialize(trace.Result.Contracts, ContractJson.Options));
    }

    private static string Order(string control, string approval = "", string codes = "1005", string quantity = "4") =>
        $"ORC|{control}|4711^ORSUPPLY|||||||20261122064300||||||||||||||||{approval}\rRQD|1|{codes}{new string('|', 3 - codes.Count(letter => letter == '|'))}{quantity}|EA|4100||ORSUP|20261123\r";

    private static InterfaceDefinition With(SenderProfile sender) => Requisitions with { Sender = sender };

    private static RequisitionLine Line(InterfaceDefinition definition, string order)
    {
        var result = Shipped.Mappings.Map(Shipped.Parse(Header + order), Shipped.Context(definition));
        return Assert.Single(((Requisition)Assert.Single(result.Contracts).Contract!.Content).Lines);
    }

    private static InterfaceDefinition With(InterfaceDefinition definition, Func<SenderProfile, SenderProfile> change) => definition with { Sender = change(definition.Sender) };

    private static string Booking(string trigger, string placer = "P-1", string filler = "F-1") =>
        $"MSH|^~\\&|ORSCHED|NORTH|INTEGRATION|NORTHFIELD|20261122064500||SIU^{trigger}^SIU_S12|1|P|2.5.1\rSCH|{placer}|{filler}|||||||||^^^20261130080000\rRGS|1|A\rAIS|1|A|29880^Knee^C4\r";
}
