using Integration.Odoo;

namespace Integration.UnitTests.Odoo;

public class OdooFaultsTests
{
    private const string Load = OdooFaultTable.Load;
    private const string Http = OdooFaultTable.Http;
    private const string NoLink = "Sorry, Integration (id=5) doesn't have 'read' access to:\n- Inventory Locations (stock.location)";
    private const string Header = "source,exception,status,message,kind,outcome,remedy\n";
    private const string Last = "\n,,,,Defect,known,Report it.";

    /// <summary>
    /// One answer for each row of the table, in its order: exception or source, status, and the sentence as Odoo 19 or PostgreSQL 15 says it. Nothing but the
    /// row's own cells may decide, so a row that another one shadows fails here.
    /// </summary>
    public static TheoryData<int, string, int?, string, OdooFaultKind, bool> Samples { get; } = Build(
        ("psycopg2.errors.SerializationFailure", null, "could not serialize access due to concurrent update\n", OdooFaultKind.Conflict, false),
        ("psycopg2.errors.DeadlockDetected", null, "deadlock detected\nDETAIL:  Process 4711 waits for ShareLock on transaction 815; blocked by process 4712.\n", OdooFaultKind.Conflict, false),
        ("psycopg2.errors.LockNotAvailable", null, "could not obtain lock on row in relation \"stock_quant\"\n", OdooFaultKind.Conflict, false),
        ("odoo.exceptions.LockError", null, "Cannot grab a lock on some records", OdooFaultKind.Conflict, false),
        (Load, null, "could not serialize access due to concurrent update\n", OdooFaultKind.Conflict, false),
        ("odoo.exceptions.AccessDenied", null, "Access Denied", OdooFaultKind.AccessDenied, false),
        ("werkzeug.exceptions.Unauthorized", null, "Invalid apikey", OdooFaultKind.AccessDenied, false),
        ("odoo.http.SessionExpiredException", null, "Session expired", OdooFaultKind.AccessDenied, false),
        ("odoo.exceptions.AccessError", null, "Access to unauthorized or invalid companies.", OdooFaultKind.AccessDenied, false),
        ("odoo.exceptions.AccessError", null, $"Uh-oh! Looks like you have stumbled upon some top-secret records.\n\n{NoLink}\n\nThis seems to be a multi-company issue, you might be able to access the record by switching to the company: Other.", OdooFaultKind.AccessDenied, false),
        ("odoo.exceptions.AccessError", null, $"Uh-oh! Looks like you have stumbled upon some top-secret records.\n\n{NoLink}", OdooFaultKind.AccessDenied, false),
        (Load, null, "You are not allowed to create 'Purchase Order' (purchase.order) records.\n\nThis operation is allowed for the following groups:", OdooFaultKind.AccessDenied, false),
        ("odoo.exceptions.AccessError", null, "Private methods (such as 'purchase.order._check') cannot be called remotely.", OdooFaultKind.AccessDenied, false),
        ("odoo.exceptions.MissingError", null, "Record does not exist or has been deleted.\n(Record: purchase.order(999999999,), User: 5)", OdooFaultKind.MissingRecord, false),
        ("builtins.ValueError", null, "External ID not found in the system: integration.req_1", OdooFaultKind.MissingRecord, false),
        (Load, null, "No matching record found for external id 'integration_network.item_9999' in field 'Order Lines/Product'", OdooFaultKind.MissingRecord, false),
        (Load, null, "Unknown database identifier '999999999'", OdooFaultKind.MissingRecord, false),
        ("odoo.exceptions.UserError", null, "Object planning.slot doesn't exist", OdooFaultKind.Defect, false),
        ("werkzeug.exceptions.NotFound", null, "the model 'planning.slot' does not exist", OdooFaultKind.Defect, false),
        ("werkzeug.exceptions.UnprocessableEntity", null, "missing a required argument: 'fields'", OdooFaultKind.Defect, false),
        ("builtins.ValueError", null, "Invalid field 'colour_of_door' in 'res.partner'", OdooFaultKind.Defect, false),
        ("odoo.exceptions.UserError", null, "In order to delete a purchase order, you must cancel it first.", OdooFaultKind.Rejected, false),
        ("odoo.exceptions.ValidationError", null, "The operation cannot be completed: Missing required value for the field 'Vendor' (partner_id).", OdooFaultKind.Rejected, false),
        ("odoo.exceptions.RedirectWarning", null, "Please define an accounting journal for the company.", OdooFaultKind.Rejected, false),
        ("psycopg2.errors.UniqueViolation", null, "duplicate key value violates unique constraint \"maintenance_equipment_serial_no\"\n", OdooFaultKind.Rejected, false),
        ("psycopg2.errors.NotNullViolation", null, "null value in column \"partner_id\" of relation \"purchase_order\" violates not-null constraint\n", OdooFaultKind.Rejected, false),
        ("psycopg2.errors.CheckViolation", null, "new row for relation \"purchase_order_line\" violates check constraint \"purchase_order_line_accountable_required_fields\"\n", OdooFaultKind.Rejected, false),
        ("psycopg2.errors.ForeignKeyViolation", null, "update or delete on table \"product_product\" violates foreign key constraint\n", OdooFaultKind.Rejected, false),
        ("psycopg2.OperationalError", null, "connection to server failed: FATAL:  database \"nowhere\" does not exist\n", OdooFaultKind.Unavailable, false),
        ("psycopg2.OperationalError", null, "server closed the connection unexpectedly\n", OdooFaultKind.Unavailable, true),
        ("psycopg2.InterfaceError", null, "connection already closed", OdooFaultKind.Unavailable, true),
        ("psycopg2.errors.AdminShutdown", null, "terminating connection due to administrator command\n", OdooFaultKind.Unavailable, true),
        ("psycopg2.pool.PoolError", null, "The Connection Pool Is Full", OdooFaultKind.Throttled, false),
        (Load, null, "Unknown error during import: <class 'KeyError'>: 'x'", OdooFaultKind.Defect, false),
        (Load, null, "Invalid field name 'colour_of_door'", OdooFaultKind.Defect, false),
        (Load, null, "Missing required value for the field 'Vendor' (partner_id).", OdooFaultKind.Rejected, false),
        (OdooFaultTable.HttpRetryAfter, 503, "", OdooFaultKind.Throttled, false),
        (Http, 429, "", OdooFaultKind.Throttled, false),
        (Http, 401, "", OdooFaultKind.Unavailable, false),
        (Http, 403, "", OdooFaultKind.Unavailable, false),
        (Http, 404, "", OdooFaultKind.Unavailable, false),
        (Http, 408, "", OdooFaultKind.Unavailable, true),
        (Http, 502, "", OdooFaultKind.Unavailable, true),
        ("builtins.TypeError", null, "unhashable type: 'dict'", OdooFaultKind.Defect, false));

    [Theory]
    [MemberData(nameof(Samples))]
    public void Each_row_of_the_table_says_what_a_refusal_means(int row, string said, int? status, string message, OdooFaultKind kind, bool unknown)
    {
        var found = said.Contains('.', StringComparison.Ordinal)
            ? OdooFaults.RowFor(OdooFaultTable.Error, said, status, message)
            : OdooFaults.RowFor(said, null, status, message);

        // The row itself fits, and none before it: a row that another one shadows would be dead.
        Assert.Equal((row, kind, unknown), (OdooFaults.Table.IndexOf(found), found.Kind, found.OutcomeUnknown));
    }

    [Fact]
    public void Every_row_has_a_sample_and_the_table_no_errors()
    {
        Assert.Empty(OdooFaults.Errors);
        Assert.Equal(OdooFaults.Table.Length, Samples.Count);
    }

    [Theory]
    [InlineData(500, OdooFaultKind.Unavailable, true)]
    [InlineData(520, OdooFaultKind.Unavailable, true)]
    [InlineData(418, OdooFaultKind.Defect, false)]
    [InlineData(302, OdooFaultKind.Defect, false)]
    public void A_status_in_no_row_is_judged_by_its_class(int status, OdooFaultKind kind, bool unknown)
    {
        var row = OdooFaults.RowFor(Http, null, status, "");

        Assert.Equal((kind, unknown), (row.Kind, row.OutcomeUnknown));
    }

    [Fact]
    public void A_message_of_load_that_no_row_knows_is_a_rejection() => Assert.Equal(OdooFaultKind.Rejected, OdooFaults.OfLoad("The vendor is on holiday.").Kind);

    [Theory]
    [InlineData("error,x,,(,Defect,known,Do.", "line 2: the pattern cannot be used: ")]
    [InlineData("error,x,,(a)\\1,Defect,known,Do.", "line 2: the pattern cannot be used: ")]
    [InlineData("warning,x,,,Defect,known,Do.", "line 2: there is no source 'warning'.")]
    [InlineData("http,,6xx,,Defect,known,Do.", "line 2: '6xx' is no status.")]
    [InlineData("error,x,,,Broken,known,Do.", "line 2: there is no kind 'Broken'.")]
    [InlineData("error,x,,,7,known,Do.", "line 2: there is no kind '7'.")]
    [InlineData("error,x,,,Defect,perhaps,Do.", "line 2: an outcome is known or unknown, not 'perhaps'.")]
    [InlineData("error,x,,,Defect,known,", "line 2: the remedy is missing.")]
    [InlineData("error,x,,,Defect,known,Do this, then that.", "line 2: 8 cells in place of 7.")]
    public void A_row_that_cannot_be_used_is_named_by_its_line(string row, string error) =>
        Assert.StartsWith(error, Assert.Single(OdooFaultTable.Read(Header + row + Last).Errors), StringComparison.Ordinal);

    [Fact]
    public void A_table_without_a_last_row_that_fits_everything_or_with_other_columns_cannot_be_used()
    {
        Assert.Equal(["The last row must fit everything."], OdooFaultTable.Read(Header + "error,x,,,Defect,known,Do.").Errors);
        Assert.Equal(2, OdooFaultTable.Read("a,b\n").Errors.Count);
    }

    [Fact]
    public void Quotes_hold_commas_and_quotes()
    {
        var (rows, errors) = OdooFaultTable.Read(Header + "\n# a comment\n,,,,Defect,unknown,\"Say \"\"so\"\", then go.\"\n");

        Assert.Empty(errors);
        Assert.Equal((4, "Say \"so\", then go.", true), (rows[0].Line, rows[0].Remedy, rows[0].OutcomeUnknown));
    }

    [Fact]
    public void A_sentence_is_one_bounded_line_without_traceback_or_control_characters()
    {
        Assert.Equal("duplicate key", OdooFaults.Sentence("\nduplicate key\nDETAIL: Key (name)=(DOE^JANE) already exists."));
        Assert.Equal("Odoo raised an error.", OdooFaults.Sentence("Traceback (most recent call last):\n  File"));
        Assert.Equal("ab", OdooFaults.Sentence("a\u0007b"));
        Assert.Equal(new string('x', 300), OdooFaults.Sentence(new string('x', 300)));
        Assert.Equal(new string('x', 299) + "…", OdooFaults.Sentence(new string('x', 301)));
    }

    private static TheoryData<int, string, int?, string, OdooFaultKind, bool> Build(params (string, int?, string, OdooFaultKind, bool)[] samples)
    {
        var data = new TheoryData<int, string, int?, string, OdooFaultKind, bool>();
        foreach (var (sample, row) in samples.Select((sample, row) => (sample, row))) data.Add(row, sample.Item1, sample.Item2, sample.Item3, sample.Item4, sample.Item5);
        return data;
    }
}
