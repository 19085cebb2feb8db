using System.Text;
using System.Text.Json.Nodes;
using Integration.Sandbox.Faults;

namespace Integration.UnitTests.Faults;

public sealed class OdooWitnessTests
{
    private readonly OdooWitness _witness = new();

    [Fact]
    public void A_record_with_lines_is_written_once_by_the_call_that_makes_them_all()
    {
        Load("purchase.order", """["id","partner_id/id","order_line/id","order_line/product_id/id"]""", """[["integration.r_1","base.v","integration.r_1_1","x.p"],["","","integration.r_1_2","x.q"]]""", "[7]");
        Assert.Equal((1, 0, 0, 0), (_witness.WritesOf("integration.r_1"), _witness.WritesOf("integration.r_10"), _witness.WritesOf("base.v"), _witness.WritesOf("x.p")));
    }

    [Fact]
    public void A_line_that_is_addressed_by_its_number_counts_for_its_record_once_an_answer_named_it()
    {
        Load("purchase.order.line", """[".id","product_qty"]""", """[[31,"2"]]""", "[31]");
        Assert.Equal(0, _witness.WritesOf("integration.r_1"));
        _witness.Answered(new PassingCall("purchase.order.line", "get_external_id", []), JsonNode.Parse("""{"31":"integration.r_1_2"}"""), accepted: true);
        Assert.Equal(1, _witness.WritesOf("integration.r_1"));
    }

    [Fact]
    public void What_was_refused_is_no_write()
    {
        var call = Call("purchase.order", """["id"]""", """[["integration.r_1"]]""");
        _witness.Answered(call, JsonNode.Parse("""{"ids":false,"messages":[]}"""), accepted: true);
        _witness.Answered(new PassingCall("purchase.order", "button_cancel", new JsonObject { ["ids"] = new JsonArray(7) }), null, accepted: false);
        Assert.Equal(0, _witness.Writes);
    }

    [Theory]
    [InlineData("/json/2/stock.picking/action_confirm", """{"ids":[4]}""")]
    [InlineData("/jsonrpc", """{"params":{"service":"object","method":"execute_kw","args":["db",2,"key","stock.picking","action_confirm",[[4]],{"context":{}}]}}""")]
    public void Both_protocols_say_the_same(string path, string body)
    {
        var call = PassingCall.Read(path, Encoding.UTF8.GetBytes(body));
        Assert.Equal(("stock.picking", "action_confirm", true), (call.Model, call.Method, call.IsWrite));
        Assert.Equal([4], call.Ids);
    }

    [Theory]
    [InlineData("/web/version", "")]
    [InlineData("/jsonrpc", """{"params":{"service":"common","method":"authenticate","args":[]}}""")]
    [InlineData("/jsonrpc", "<html>")]
    public void What_is_about_no_record_writes_nothing(string path, string body) => Assert.False(PassingCall.Read(path, Encoding.UTF8.GetBytes(body)).IsWrite);

    private void Load(string model, string fields, string data, string ids) =>
        _witness.Answered(Call(model, fields, data), new JsonObject { ["ids"] = JsonNode.Parse(ids), ["messages"] = new JsonArray() }, accepted: true);

    private static PassingCall Call(string model, string fields, string data) => new(model, "load", new JsonObject { ["fields"] = JsonNode.Parse(fields), ["data"] = JsonNode.Parse(data) });
}
