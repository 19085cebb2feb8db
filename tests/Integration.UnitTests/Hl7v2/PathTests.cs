using Integration.Hl7v2.Message;

namespace Integration.UnitTests.Hl7v2;

public sealed class PathTests
{
    private static readonly Hl7Message Message = Samples.WithHeader(
        "PID|1||7^^^H&1.2.3&ISO^MR~8^^^L|\"\"|DOE^\"\"^|  x ",
        "PV1|1|I|4E^136^B^North&2.999&ISO^^N^^|solo",
        "OBX|1|ST|a||first",
        "OBX|2|ST||",
        "OBX|3|ST|c||third~fourth");

    [Theory]
    [InlineData("PID-3", "7^^^H&1.2.3&ISO^MR")]
    [InlineData("PID-3.1", "7")]
    [InlineData("PID-3[2].1", "8")]
    [InlineData("PID-3[3].1", "")]
    [InlineData("PID-3.4", "H&1.2.3&ISO")]
    [InlineData("PID-3.4.2", "1.2.3")]
    [InlineData("PID-3[2].4.1", "L")]
    [InlineData("PID-3[2].4.2", "")]
    [InlineData("PV1-3", "4E^136^B^North&2.999&ISO^^N")]
    [InlineData("PV1-4.1.1", "solo")]
    [InlineData("PV1-4.2", "")]
    [InlineData("PID-6", "  x ")]
    [InlineData("PID-99", "")]
    [InlineData("OBX-5", "first")]
    [InlineData("OBX[3]-5[2]", "fourth")]
    [InlineData("MSH-9.2", "A01")]
    [InlineData("MSH-2", "^~\\&")]
    [InlineData("ZZZ-1", "")]
    public void First(string path, string expected) => Assert.Equal(expected, Samples.Text(Message, path));

    [Fact]
    public void A_star_takes_every_segment_and_keeps_empty_ones_in_step()
    {
        Assert.Equal(["a", "", "c"], Samples.Texts(Message, "OBX[*]-3"));
        Assert.Equal(["first", "", "third", "fourth"], Samples.Texts(Message, "OBX[*]-5[*]"));
        Assert.Equal(["7", "8"], Samples.Texts(Message, "PID-3[*].1"));
        Assert.Empty(Samples.Texts(Message, "ZZZ[*]-1"));
    }

    [Theory]
    [InlineData("PID-4", Hl7Presence.ExplicitNull)]
    [InlineData("PID-4.1", Hl7Presence.ExplicitNull)]
    [InlineData("PID-4.3", Hl7Presence.ExplicitNull)]
    [InlineData("PID-5.2", Hl7Presence.ExplicitNull)]
    [InlineData("PID-5.2.1", Hl7Presence.ExplicitNull)]
    [InlineData("PID-5.1", Hl7Presence.Value)]
    [InlineData("PID-5.3", Hl7Presence.Empty)]
    [InlineData("PID-2", Hl7Presence.Empty)]
    [InlineData("PID-77", Hl7Presence.Empty)]
    [InlineData("ZZZ-1", Hl7Presence.Empty)]
    public void Tells_nothing_from_deleted_from_a_value(string path, Hl7Presence expected) =>
        Assert.Equal(expected, Samples.Path(path).First(Message).Presence);

    [Fact]
    public void A_value_says_where_it_stands()
    {
        Assert.Equal(["OBX-5", "OBX[2]-5", "OBX[3]-5", "OBX[3]-5[2]"],
            Samples.Path("OBX[*]-5[*]").Values(Message).Select(value => value.Location.ToString()));
        Assert.Equal(new Hl7Location("PID", 1, 3, 2, 4, 1), Samples.Path("PID-3[2].4.1").First(Message).Location);
    }

    [Theory]
    [InlineData("SCH-11.4")]
    [InlineData("AIS[*]-3.1")]
    [InlineData("PID[2]-3[*].1.2")]
    [InlineData("RQ1-4")]
    public void A_path_is_written_as_it_was_read(string text) => Assert.Equal(text, Samples.Path(text).ToString());

    [Theory]
    [InlineData("", 0)]
    [InlineData("PI", 2)]
    [InlineData("pid-3", 0)]
    [InlineData("PID", 3)]
    [InlineData("PID.3", 3)]
    [InlineData("PID-", 4)]
    [InlineData("PID-0", 4)]
    [InlineData("PID-x", 4)]
    [InlineData("PID-10000", 4)]
    [InlineData("PID-99999999999999999999", 4)]
    [InlineData("PID[-3", 4)]
    [InlineData("PID[0]-3", 4)]
    [InlineData("PID[1-3", 5)]
    [InlineData("PID-3[*", 7)]
    [InlineData("PID-3.", 6)]
    [InlineData("PID-3.1.1.1", 9)]
    [InlineData("PID-3.1 ", 7)]
    [InlineData("PIDX-3", 3)]
    public void Refuses_a_wrong_path_and_says_where(string text, int position)
    {
        Assert.False(Hl7Path.Parse(text).TryGet(out _, out var problem));
        Assert.Equal(position, problem.Position);
    }
}
