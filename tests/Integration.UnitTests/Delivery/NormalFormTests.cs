using System.Text.Json;
using Integration.Odoo;
using Integration.Odoo.Reading;

namespace Integration.UnitTests.Delivery;

public sealed class NormalFormTests
{
    [Theory]
    [InlineData("float", "2.20", "2.2")]
    [InlineData("float", "0.30000000000000004", "0.3")]
    [InlineData("float", "-0.0", "0")]
    [InlineData("float", "1e-05", "0.00001")]
    [InlineData("integer", "12", "12")]
    [InlineData("boolean", "false", "false")]
    [InlineData("boolean", "true", "true")]
    [InlineData("char", "false", null)]
    [InlineData("char", "\"\"", null)]
    [InlineData("char", "\" as it is \"", " as it is ")]
    [InlineData("datetime", "\"2031-03-01 08:00:00\"", "2031-03-01 08:00:00")]
    [InlineData("many2one", "[12, \"Units\"]", "12")]
    [InlineData("many2one", "false", null)]
    [InlineData("many2many", "[3, 1, 3]", "1,3")]
    [InlineData("many2many", "[]", null)]
    [InlineData("json", "{\"7\": 40.0, \"12\": 60.50}", "{\"12\":60.5,\"7\":40}")]
    public void What_Odoo_answers_has_one_form(string type, string json, string? normal) =>
        Assert.Equal(normal, NormalForm.OfRead(Field(type), JsonDocument.Parse(json).RootElement));

    [Theory]
    [InlineData("float", "2.200", "2.2")]
    [InlineData("boolean", "1", "true")]
    [InlineData("boolean", null, "false")]
    [InlineData("boolean", "False", "false")]
    [InlineData("char", "", null)]
    [InlineData("json", "{\"12\": 100, \"1,3\": 60}", "{\"1,3\":60,\"12\":100}")]
    [InlineData("many2one", "12", "12")]
    public void What_a_mapping_writes_has_the_same_form(string type, string? text, string? normal) => Assert.Equal(normal, NormalForm.OfText(Field(type), text));

    [Theory]
    [InlineData("float", "1,5")]
    [InlineData("boolean", "maybe")]
    [InlineData("datetime", "2031-03-01T08:00:00Z")]
    [InlineData("date", "2031-03-01 08:00:00")]
    [InlineData("json", "{")]
    [InlineData("many2one", "DET")]
    public void A_text_that_is_no_value_of_the_field_is_refused(string type, string text) =>
        Assert.ThrowsAny<FormatException>(() => NormalForm.OfText(Field(type), text));

    [Fact]
    public void Of_html_only_the_text_counts()
    {
        Assert.True(NormalForm.Same(Field("html"), "Ring & call", "<p>Ring &amp;\n call</p>"));
        Assert.False(NormalForm.Same(Field("html"), "Ring", "<p>Call</p>"));
        Assert.False(NormalForm.Same(Field("char"), "Ring", "<p>Ring</p>"));
    }

    [Fact]
    public void Cells_go_as_numbers_flags_ids_and_emptiness()
    {
        Assert.Equal(LoadCell.Of(2.5m), NormalForm.ToCell(Field("float"), "2.5"));
        Assert.Equal(LoadCell.Of(12m), NormalForm.ToCell(Field("many2one"), "12"));
        Assert.Equal(LoadCell.Of(false), NormalForm.ToCell(Field("boolean"), "false"));
        Assert.True(NormalForm.ToCell(Field("char"), null).IsEmpty);
        Assert.Equal(("f/.id", "f"), (NormalForm.Column(Field("many2one")), NormalForm.Column(Field("char"))));
    }

    private static OdooField Field(string type) => new("f", type, null, false, false, "F");
}
