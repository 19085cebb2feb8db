using System.Text.Json;
using System.Text.Json.Nodes;
using Integration.Odoo;

namespace Integration.UnitTests.Odoo;

public class OdooValuesTests
{
    private static readonly OdooConnection Good = new() { Url = new Uri("https://odoo.example"), Database = "hospital", User = "integration", Secret = "s3cret" };

    [Fact]
    public void A_good_connection_has_no_errors_and_prints_no_secret()
    {
        Assert.Empty(Good.Errors());
        Assert.DoesNotContain("s3cret", Good.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void All_errors_of_a_connection_are_said_together()
    {
        var bad = new OdooConnection
        {
            Url = new Uri("http://user@odoo.example/?a=b"),
            Database = "",
            User = " ",
            Secret = "",
            TimeOut = TimeSpan.Zero,
            MaxResponseBytes = 1023,
            MaxConcurrentCalls = 0,
            CallsPerSecond = 0,
            PasswordFile = "p",
            Protocol = (OdooProtocol)9,
        };

        Assert.Equal(11, bad.Errors().Count);
        Assert.Throws<ArgumentException>(() => new OdooClient(new HttpClient(), bad, TimeProvider.System));
    }

    [Theory]
    [InlineData("http://127.0.0.1:8069", false, true)]
    [InlineData("http://[::1]:8069/", false, true)]
    [InlineData("http://localhost", false, true)]
    [InlineData("http://odoo.example", false, false)]
    [InlineData("http://odoo.example", true, true)]
    [InlineData("https://odoo.example", false, true)]
    [InlineData("ftp://odoo.example", true, false)]
    public void Plain_http_is_for_loopback_or_by_permission(string url, bool allowed, bool good) =>
        Assert.Equal(good, (Good with { Url = new Uri(url), AllowInsecure = allowed }).Errors().Count == 0);

    [Fact]
    public void A_bound_of_a_connection_holds_at_its_number_and_not_beyond()
    {
        Assert.Empty((Good with { TimeOut = TimeSpan.FromHours(1), MaxResponseBytes = 1024 * 1024 * 1024, MaxConcurrentCalls = 64, CallsPerSecond = 1000 }).Errors());
        Assert.Equal(4, (Good with { TimeOut = TimeSpan.FromHours(1) + TimeSpan.FromTicks(1), MaxResponseBytes = (1024 * 1024 * 1024) + 1, MaxConcurrentCalls = 65, CallsPerSecond = 1001 }).Errors().Count);
    }

    [Fact]
    public void Cells_are_text_or_numbers_in_Odoos_forms()
    {
        LoadCell[] cells = ["text", 3, 2.50m, LoadCell.Of(true), LoadCell.Of(false), LoadCell.Of(new DateTimeOffset(2031, 3, 1, 10, 0, 0, TimeSpan.FromHours(2))),
            LoadCell.Of(new DateOnly(2031, 3, 1)), LoadCell.Empty];

        Assert.Equal("""["text",3,2.50,"1","0","2031-03-01 08:00:00","2031-03-01",""]""", new JsonArray([.. cells.Select(cell => cell.ToJson())]).ToJsonString());
        Assert.True(cells[^1].IsEmpty);
        Assert.False(cells[1].IsEmpty);
    }

    [Fact]
    public void A_domain_is_prefix_notation_and_never_a_list_in_a_list()
    {
        Assert.Equal("[]", OdooDomain.All.ToJson().ToJsonString());
        Assert.Equal("""[["state","=","draft"],["id","in",[1,2]]]""", OdooDomain.Where("state", "=", "draft").AndIn("id", [1, 2]).ToJson().ToJsonString());
        Assert.Equal(
            """["|",["a","=",1],"\u0026",["b","=",2],["c","=",false],["d","in",["x"]]]""",
            OdooDomain.Either(OdooDomain.Where("a", "=", 1), OdooDomain.Where("b", "=", 2).And("c", "=", false)).AndIn("d", ["x"]).ToJson().ToJsonString());
        Assert.Throws<ArgumentException>(() => OdooDomain.Either(OdooDomain.All, OdooDomain.Where("a", "=", 1)));
    }

    [Fact]
    public void The_context_of_every_call_has_zone_language_and_silence_and_nobody_changes_them()
    {
        var context = OdooContext.ForCompanies(3, 4).With("active_test", false);

        Assert.Equal(
            """{"tz":"UTC","lang":"en_US","mail_auto_subscribe_no_notify":true,"active_test":false,"allowed_company_ids":[3,4]}""", context.ToJson().ToJsonString());
        Assert.All(["tz", "lang", "mail_auto_subscribe_no_notify"], key => Assert.Throws<ArgumentException>(() => OdooContext.Standard.With(key, "x")));
    }

    [Fact]
    public void A_record_reads_false_as_nothing()
    {
        var record = new ReadRecord(JsonDocument.Parse(
            """{"id":7,"name":"A","none":false,"vendor":[3,"Vendor"],"lines":[1,2],"qty":2.5,"flag":true,"at":"2031-03-01 08:00:00","on":"2031-03-01"}""").RootElement);

        Assert.Equal((7, "A", 2.5m, true), (record.Id, record.Text("name"), record.Number("qty"), record.Flag("flag")));
        Assert.Equal(new ReadReference(3, "Vendor"), record.Reference("vendor"));
        Assert.Equal([1, 2], record.Ids("lines"));
        Assert.Equal(new DateTimeOffset(2031, 3, 1, 8, 0, 0, TimeSpan.Zero), record.Instant("at"));
        Assert.Equal(new DateOnly(2031, 3, 1), record.Date("on"));
        Assert.Equal((null, 0, false, null, null), (record.Text("none"), record.Number("none"), record.Flag("none"), record.Reference("none"), record.Instant("none")));
        Assert.Empty(record.Ids("none"));
        Assert.Throws<FormatException>(() => record.Instant("name"));
    }
}
