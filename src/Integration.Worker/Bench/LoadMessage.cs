using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Integration.Hl7v2.Mllp;

namespace Integration.Worker.Bench;

/// <summary>A requisition of about one kilobyte in its frame, each with a control id and an order number of its own.</summary>
internal sealed class LoadMessage
{
    public const string Application = "LOAD";
    public const string Facility = "BENCH";
    public const string Type = "OMS^O05";
    private const int Digits = 16;
    private const string Mark = "################";
    private readonly byte[] _frame;
    private readonly List<int> _places = [];

    public LoadMessage()
    {
        var text = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"MSH|^~\\&|{Application}|{Facility}|INTEGRATION|BENCH|20260105101500+0100||OMS^O05^OMS_O05|{Mark}|P|2.5.1|||||||UNICODE UTF-8\r");
        for (var line = 1; line <= 6; line++)
        {
            text.Append(CultureInfo.InvariantCulture, $"ORC|NW|{Mark}.{line}^LOAD||{Mark}^LOAD||N|||20260105101400+0100|||7001^VERIFY^VIRGIL\r");
            text.Append(CultureInfo.InvariantCulture, $"RQD|{line}|10{line:00}^Sterile drape 75 x 90|||{line}|EA|4100^Main operating rooms||ORSUP^Main OR Supply|20260106\r");
        }

        _frame = MllpFraming.Wrap(Encoding.ASCII.GetBytes(text.ToString()));
        for (var at = _frame.AsSpan().IndexOf("####"u8); at >= 0;)
        {
            _places.Add(at);
            var next = _frame.AsSpan(at + Digits).IndexOf("####"u8);
            at = next < 0 ? -1 : at + Digits + next;
        }
    }

    public ReadOnlyMemory<byte> Frame => _frame;

    /// <summary>Makes it the message of this number.</summary>
    public void Number(long number)
    {
        Span<byte> digits = stackalloc byte[Digits];
        Utf8Formatter.TryFormat(number, digits, out _, new System.Buffers.StandardFormat('D', Digits));
        foreach (var place in _places)
        {
            digits.CopyTo(_frame.AsSpan(place));
        }
    }
}
