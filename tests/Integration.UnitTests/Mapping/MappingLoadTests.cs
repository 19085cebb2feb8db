namespace Integration.UnitTests.Mapping;

/// <summary>A wrong mapping is refused with all its errors, each with file and line.</summary>
public sealed class MappingLoadTests : IDisposable
{
    private const string Good = """
        contract: requisition.v1
        triggers: [OMS^O05]
        semantics: delta
        partial: lines
        each: ORDER
        key: ORC-2.1
        asserted: MSH-7
        fields: { number: ORC-2.1, urgent: { equals: ORC-7.6, any-of: [S] } }
        lines:
          fields: { line: RQD-1, action: { constant: set }, approval: { constant: approved } }
        """;

    private readonly MappingFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_shipped_mappings_have_no_problem() => Assert.Empty(_folder.Problems());

    [Fact]
    public void All_errors_of_a_mapping_are_named_with_file_and_line()
    {
        _folder.Write("hl7v2/OMS_O05/v9.yaml", """
            contract: requisition.v1
            triggers: [OMS^O05]
            semantics: sometimes
            partial: lines
            each: ORDERS
            key: orc-2
            asserted: MSH-7
            comment: none
            let:
              shelf: { lookup: location, key: [RQD-9.1], take: location }
              shelf2: { lookup: locations, key: [RQD-9.1], take: place }
            fields:
              number: { frist: [ORC-4.1, ORC-2.1] }
              department: $shelve
              ward: ORC-13.1
            lines:
              let: { quantity: { decimal: RQD-5 } }
              fields:
                line: RQD-1
                action: { lookup: order-controls, key: [$interface, ORC-1], take: action, missing: perhaps }
                approval: { approval-of: ORC-1, extra: 1 }
                quantity: RQD-5
                neededBy: { instant: RQD-10, date-only: noon }
                price: $row.price
            """);

        Assert.Equal(
            [
                "hl7v2/OMS_O05/v9.yaml:3: 'semantics' must be one of snapshot, delta, not 'sometimes'.",
                "hl7v2/OMS_O05/v9.yaml:5: The message has no group 'ORDERS'; it has ORDER.",
                "hl7v2/OMS_O05/v9.yaml:6: 'orc-2' is no HL7 path: expected a segment name of three upper-case letters or digits at character 1.",
                "hl7v2/OMS_O05/v9.yaml:8: 'comment' is unknown here; known are also, also-known-as, asserted, contract, delta-when, each, each-when, effective, fields, flags, key, leave-out, let, lines, not-beside, partial, required, semantics, suppress, triggers.",
                $"hl7v2/OMS_O05/v9.yaml:10: There is no code table 'location' under tables/; there are {string.Join(", ", Shipped.Mappings.Seeds.Select(seed => seed.Name).Order(StringComparer.Ordinal))}.",
                "hl7v2/OMS_O05/v9.yaml:11: The key of table 'locations' is interface, code.",
                "hl7v2/OMS_O05/v9.yaml:11: Table 'locations' has no column 'place'; it has interface, code, location.",
                "hl7v2/OMS_O05/v9.yaml:13: 'frist' is no function; the functions are absent, absolute, all, approval-of, choose, constant, convert, day, decimal, differs, earlier, either, empty, equals, first, hash, instant, join, listed, lookup, negative, not, numbered, only, optional, part, pick, product, quotient, same.",
                "hl7v2/OMS_O05/v9.yaml:13: The contract needs 'urgent' among the fields.",
                "hl7v2/OMS_O05/v9.yaml:14: '$shelve' is declared nowhere above; known are $interface, $services, $shelf, $shelf2.",
                "hl7v2/OMS_O05/v9.yaml:15: The contract has no field 'ward' here; it has number, department, urgent, forPatient.",
                "hl7v2/OMS_O05/v9.yaml:17: 'decimals' is missing.",
                "hl7v2/OMS_O05/v9.yaml:20: 'missing' must be unmapped or empty.",
                "hl7v2/OMS_O05/v9.yaml:21: 'extra' is unknown here; known are approval-of, silent.",
                "hl7v2/OMS_O05/v9.yaml:22: A number is wanted here, and this gives a text.",
                "hl7v2/OMS_O05/v9.yaml:23: 'date-only' must be start-of-day or end-of-day.",
                "hl7v2/OMS_O05/v9.yaml:24: '$row' means a row of the lines' table and is known under 'rows' and in the fields below it only.",
                "hl7v2/OMS_O05/v9.yaml:24: A number is wanted here, and this gives a text.",
            ],
            _folder.Problems());
    }

    [Theory]
    [InlineData("contract: requisition.v1", "contract: invoice.v1", "1: There is no contract 'invoice.v1'; there are requisition.v1, demand-signal.v1, ")]
    [InlineData("[OMS^O05]", "[VXU^V04]", "2: 'VXU^V04' is no trigger event whose groups are known; it is written as SIU^S12.")]
    [InlineData("key: ORC-2.1\n", "", "1: 'key' is missing.")]
    [InlineData("partial: lines", "partial: lines\npartial: whole", "5: This is no YAML: ")]
    [InlineData("key: ORC-2.1", "key: { first: [ORC-2.1], join: [ORC-2.1], with: x }", "6: One function is wanted here, not first and join.")]
    [InlineData("key: ORC-2.1", "key: [ORC-2.1]", "6: A path, a $name or a function is wanted here.")]
    [InlineData("{ constant: set }", "{ pick: ORC-1, each: ORDER, where: ORC-2 }", "10: A truth is wanted here, and this gives a text.")]
    [InlineData("number: ORC-2.1", "number: { first: [ORC-2.1, { decimal: ORC-3, decimals: 0 }] }", "8: All choices of 'first' must give the same kind of value.")]
    [InlineData("number: ORC-2.1", "number: { first: [] }", "8: 'first' needs at least one value.")]
    [InlineData("key: ORC-2.1", "let: { row: ORC-2.1 }\nkey: ORC-2.1", "6: '$row' has a meaning already.")]
    [InlineData("  fields: { line: RQD-1,", "  required: [item]\n  fields: { line: RQD-1,", "10: 'item' is required but not among the fields.")]
    [InlineData("each: ORDER\n", "", "9: 'each' must name the group of which each instance gives lines, or say MESSAGE")]
    [InlineData("key: ORC-2.1", "key: { decimal: ORC-2.1, decimals: 7 }", "6: 'decimals' must be a whole number from 0 to 6.")]
    [InlineData("key: ORC-2.1", "key: { decimal: ORC-2.1, decimals: 2, above: few }", "6: 'above' must be a number.")]
    public void A_mistake_is_named_with_its_line(string right, string wrong, string problem)
    {
        var good = Good.ReplaceLineEndings("\n");
        _folder.Write("hl7v2/OMS_O05/v9.yaml", good);
        Assert.Empty(_folder.Problems());
        Assert.Contains(right, good, StringComparison.Ordinal);

        _folder.Write("hl7v2/OMS_O05/v9.yaml", good.Replace(right, wrong, StringComparison.Ordinal));

        Assert.Contains(_folder.Problems(), found => found.StartsWith($"hl7v2/OMS_O05/v9.yaml:{problem}", StringComparison.Ordinal));
    }

    [Fact]
    public void A_released_file_that_changed_is_refused()
    {
        _folder.Replace("hl7v2/OMS_O05/v1.yaml", "any-of: [S, A,", "any-of: [S,");

        Assert.Equal("hl7v2/OMS_O05/v1.yaml: The file is released and was changed: copy it to the next version, and change that.", Assert.Single(_folder.Problems()));
    }

    [Fact]
    public void A_released_file_that_is_gone_is_refused()
    {
        _folder.Write("hl7v2/OMS_O05/v9.yaml", Good);
        _folder.Release();
        File.Delete(_folder.At("hl7v2/OMS_O05/v9.yaml"));

        Assert.EndsWith("The released file hl7v2/OMS_O05/v9.yaml is gone.", Assert.Single(_folder.Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_version_in_use_must_be_released()
    {
        _folder.Write("hl7v2/OMS_O05/v9.yaml", Good);
        _folder.Replace("active.yaml", "OMS^O05: hl7v2/OMS_O05/v2", "OMS^O05: hl7v2/OMS_O05/v9");

        Assert.Equal("active.yaml: 'hl7v2/OMS_O05/v9' is in use but not released: add it to released.sha256 with sha256sum.", Assert.Single(_folder.Problems()));
    }

    [Theory]
    [InlineData("OMS^O05: hl7v2/OMS_O05/v2", "OMS^O05: hl7v2/OMS_O05/v8", "4: There is no usable mapping 'hl7v2/OMS_O05/v8'")]
    [InlineData("SIU^S12: hl7v2/SIU_S12/v2", "SIU^S27: hl7v2/SIU_S12/v2", "7: 'hl7v2/SIU_S12/v2' does not take SIU^S27")]
    [InlineData("case-transfer: odoo/stock.picking/v2", "case-transfer: odoo/purchase.order/v1", "@: 'odoo/purchase.order/v1' does not take case-transfer")]
    [InlineData("targets:", "aims:", "2: 'targets' is missing.")]
    public void What_is_in_use_must_exist_and_fit(string right, string wrong, string problem)
    {
        _folder.Replace("active.yaml", right, wrong);

        // The targets stand wherever the feeds above them end.
        var at = File.ReadAllLines(_folder.At("active.yaml")).Index().FirstOrDefault(line => wrong.Length > 0 && line.Item.Trim() == wrong).Index + 1;
        Assert.Contains(_folder.Problems(), found => found.StartsWith($"active.yaml:{problem.Replace("@", $"{at}", StringComparison.Ordinal)}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("interface*,code*,item", "interface,code,item", "1: The key columns come first, each with a '*' behind its name.")]
    [InlineData("interface*,code*,item", "interface*,code*,code", "1: Each column needs a name of its own.")]
    [InlineData("*,1001,1001", "*,1001", "2: The row has 2 cells, the table 3 columns.")]
    [InlineData("*,1001,1001", "*,1002,1001", "3: There is another row of this key.")]
    public void A_wrong_seed_is_refused(string right, string wrong, string problem)
    {
        _folder.Replace("tables/items.csv", right, wrong);

        Assert.Contains($"tables/items.csv:{problem}", _folder.Problems());
    }

    [Theory]
    [InlineData("quantity: product_qty", "quantity: qty", "'qty' is not among the columns.")]
    [InlineData("{ instant: neededBy }", "{ instant: neededBy, edited: mine }", "'edited' must be one of ask, theirs, ours, not 'mine'.")]
    [InlineData("removal: unlink", "removal: forget", "'removal' must be one of unlink, zero, not 'forget'.")]
    [InlineData("{ number: quantity, required: true }", "{ value: quantity }", "A column is filled by one of text, number, instant, choose, reference, prose, empty.")]
    [InlineData("withdraw: { method: button_cancel, until: [cancel] }", "withdraw: { until: [cancel] }", "'method' is missing.")]
    [InlineData("origin: origin\n", "origin: source\n", "'source' is not among the columns.")]
    [InlineData("origin: origin\n", "origin: origin\nfound-by: serial_no\n", "'serial_no' is not among the columns.")]
    [InlineData("state-field: state", "states: { cancelled: state }", "'cancelled' must hold keys and values.")]
    [InlineData("{ instant: neededBy }", "{ instant: neededBy, afterwards: break }", "'afterwards' may only be 'note'.")]
    public void A_wrong_outbound_mapping_is_refused(string right, string wrong, string problem)
    {
        _folder.Replace("odoo/purchase.order/v1.yaml", right, wrong);

        Assert.Contains(_folder.Problems(), found => found.StartsWith("odoo/purchase.order/v1.yaml:", StringComparison.Ordinal) && found.EndsWith(problem, StringComparison.Ordinal));
    }
}
