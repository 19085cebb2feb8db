using Integration.Odoo;

namespace Integration.UnitTests.Odoo;

public class OdooFaultsTests
{
    /// <summary>One sample for each row of the table, in its order: name, status, message, kind, whether the outcome is unknown.</summary>
    public static TheoryData<int, string?, int?, string, OdooFaultKind, bool> Samples { get; } = Build(
        ("x", null, "could not serialize access due to concurrent update", OdooFaultKind.Conflict, false),
        ("psycopg2.errors.SerializationFailure", null, "", OdooFaultKind.Conflict, false),
        ("psycopg2.errors.DeadlockDetected", null, "", OdooFaultKind.Conflict, false),
        ("psycopg2.errors.LockNotAvailable", null, "", OdooFaultKind.Conflict, false),
        ("odoo.exceptions.LockError", null, "", OdooFaultKind.Conflict, false),
        ("odoo.exceptions.AccessDenied", null, "Access Denied", OdooFaultKind.AccessDenied, false),
        ("odoo.exceptions.AccessError", null, "", OdooFaultKind.AccessDenied, false),
        ("odoo.http.SessionExpiredException", null, "", OdooFaultKind.AccessDenied, false),
        ("load", null, "You are not allowed to create 'Purchase Order' (purchase.order) records.", OdooFaultKind.AccessDenied, false),
        ("load", null, "Uh-oh! Looks like you have stumbled upon some top-secret records.", OdooFaultKind.AccessDenied, false),
        ("load", null, "Access to unauthorized or invalid companies.", OdooFaultKind.AccessDenied, false),
        ("load", null, "This seems to be a multi-company issue, but", OdooFaultKind.AccessDenied, false),
        ("werkzeug.exceptions.Unauthorized", null, "Invalid apikey", OdooFaultKind.AccessDenied, false),
        ("odoo.exceptions.MissingError", null, "Record does not exist or has been deleted.", OdooFaultKind.MissingRecord, false),
        ("load", null, "No matching record found for external id 'a.b' in field 'Vendor'", OdooFaultKind.MissingRecord, false),
        ("builtins.ValueError", null, "External ID not found in the system: a.b", OdooFaultKind.MissingRecord, false),
        ("odoo.exceptions.UserError", null, "Object planning.slot doesn't exist", OdooFaultKind.Defect, false),
        ("odoo.exceptions.UserError", null, "In order to delete a purchase order, you must cancel it first.", OdooFaultKind.Rejected, false),
        ("odoo.exceptions.ValidationError", null, "", OdooFaultKind.Rejected, false),
        ("odoo.exceptions.RedirectWarning", null, "", OdooFaultKind.Rejected, false),
        ("psycopg2.errors.UniqueViolation", null, "", OdooFaultKind.Rejected, false),
        ("psycopg2.errors.NotNullViolation", null, "", OdooFaultKind.Rejected, false),
        ("psycopg2.errors.CheckViolation", null, "", OdooFaultKind.Rejected, false),
        ("psycopg2.errors.ForeignKeyViolation", null, "", OdooFaultKind.Rejected, false),
        ("psycopg2.OperationalError", null, "FATAL:  database \"x\" does not exist", OdooFaultKind.Unavailable, false),
        ("psycopg2.OperationalError", null, "server closed the connection unexpectedly", OdooFaultKind.Unavailable, true),
        ("psycopg2.InterfaceError", null, "", OdooFaultKind.Unavailable, true),
        ("psycopg2.errors.AdminShutdown", null, "", OdooFaultKind.Unavailable, true),
        ("psycopg2.pool.PoolError", null, "", OdooFaultKind.Throttled, false),
        ("load", null, "Unknown error during import: <class 'KeyError'>: 'x'", OdooFaultKind.Defect, false),
        ("load", null, "Invalid field 'x' in 'res.partner'", OdooFaultKind.Defect, false),
        ("load", null, "Missing required value for the field 'Vendor' (partner_id).", OdooFaultKind.Rejected, false),
        (null, 429, "", OdooFaultKind.Throttled, false),
        (null, 401, "", OdooFaultKind.AccessDenied, false),
        (null, 403, "", OdooFaultKind.AccessDenied, false),
        (null, 404, "", OdooFaultKind.Unavailable, false),
        (null, 408, "", OdooFaultKind.Unavailable, true),
        (null, 500, "", OdooFaultKind.Unavailable, true),
        (null, 502, "", OdooFaultKind.Unavailable, true),
        (null, 503, "", OdooFaultKind.Unavailable, true),
        (null, 504, "", OdooFaultKind.Unavailable, true),
        ("builtins.TypeError", null, "unhashable type: 'dict'", OdooFaultKind.Defect, false));

    [Theory]
    [MemberData(nameof(Samples))]
    public void Each_row_of_the_table_says_what_a_refusal_means(int row, string? name, int? status, string message, OdooFaultKind kind, bool unknown)
    {
        Assert.Equal((kind, unknown), OdooFaults.Classify(name, status, message));
        // The row itself fits, and none before it: a row that another one shadows would be dead.
        Assert.Equal(row, OdooFaults.Table.IndexOf(OdooFaults.RowFor(name, status, message)));
    }

    [Fact]
    public void Every_row_has_a_sample() => Assert.Equal(OdooFaults.Table.Length, Samples.Count);

    [Theory]
    [InlineData(520, OdooFaultKind.Unavailable, true)]
    [InlineData(418, OdooFaultKind.Defect, false)]
    public void A_status_in_no_row_is_judged_by_its_class(int status, OdooFaultKind kind, bool unknown) =>
        Assert.Equal((kind, unknown), OdooFaults.Classify(null, status, ""));

    [Fact]
    public void A_message_of_load_that_no_row_knows_is_a_rejection() => Assert.Equal(OdooFaultKind.Rejected, OdooFaults.Classify("The vendor is on holiday."));

    [Fact]
    public void A_sentence_is_one_bounded_line_without_traceback_or_control_characters()
    {
        Assert.Equal("duplicate key", OdooFaults.Sentence("\nduplicate key\nDETAIL: Key (name)=(DOE^JANE) already exists."));
        Assert.Equal("Odoo raised an error.", OdooFaults.Sentence("Traceback (most recent call last):\n  File"));
        Assert.Equal("ab", OdooFaults.Sentence("a\u0007b"));
        Assert.Equal(new string('x', 300), OdooFaults.Sentence(new string('x', 300)));
        Assert.Equal(new string('x', 299) + "…", OdooFaults.Sentence(new string('x', 301)));
    }

    private static TheoryData<int, string?, int?, string, OdooFaultKind, bool> Build(params (string?, int?, string, OdooFaultKind, bool)[] samples)
    {
        var data = new TheoryData<int, string?, int?, string, OdooFaultKind, bool>();
        foreach (var (sample, row) in samples.Select((sample, row) => (sample, row))) data.Add(row, sample.Item1, sample.Item2, sample.Item3, sample.Item4, sample.Item5);
        return data;
    }
}
