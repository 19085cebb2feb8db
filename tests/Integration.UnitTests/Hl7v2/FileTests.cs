using System.Text;
using Integration.Hl7v2.Message;

namespace Integration.UnitTests.Hl7v2;

public sealed class FileTests
{
    [Theory]
    [InlineData("MSH|1\rPID|1\r", "MSH|1\rPID|1\r")]
    [InlineData("MSH|1\rPID|1\r\rMSH|2\rPID|2", "MSH|1\rPID|1\r~MSH|2\rPID|2")]
    [InlineData("FHS|\rBHS|\rMSH|1\rMSH|2\rBTS|9\rFTS|1\r", "MSH|1\r~MSH|2\r")]
    [InlineData("\u000bMSH|1\rPID|1\r\u001c\r\u000bMSH|2\r\u001c\r", "MSH|1\rPID|1\r~MSH|2\r")]
    [InlineData("junk\nMSH|1\n", "junk\n~MSH|1\n")]
    [InlineData("MSH|1\nOBX|1|TX|||MSHA is a word\nmsh|2\n", "MSH|1\nOBX|1|TX|||MSHA is a word\n~msh|2\n")]
    [InlineData("\uFEFFMSH|1\r", "\uFEFFMSH|1\r")]
    [InlineData("no header", "no header")]
    [InlineData(" \r\n", "")]
    public void Splits(string file, string expected) =>
        Assert.Equal(expected, string.Join('~', Hl7File.Split(Encoding.UTF8.GetBytes(file)).Select(piece => Encoding.UTF8.GetString(piece.Span))));
}
