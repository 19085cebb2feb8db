using System.Buffers;
using Integration.Hl7v2.Message;
using Integration.Hl7v2.Mllp;

namespace Integration.UnitTests.Hl7v2;

public sealed class CorpusTests
{
    private static readonly Hl7ParseOptions Options = new() { DefaultCharset = Hl7Charset.Utf8 };

    /// <summary>Counted once and looked through by hand; a change here is a change of what is accepted.</summary>
    private static readonly Dictionary<string, int> Expected = new()
    {
        ["read"] = 798,
        ["read with a warning"] = 4,
        ["NoHeader"] = 16,
        ["BadDelimiters"] = 36,
        ["RequiredFieldMissing"] = 2,
        ["Undecodable"] = 5,
        ["NotASegment"] = 14,
    };

    [CorpusFact]
    public void Every_file_parses_or_yields_located_problems()
    {
        var counts = new Dictionary<string, int>();
        foreach (var path in Corpus.Files())
        {
            foreach (var piece in Hl7File.Read(Corpus.Read(path)).Messages.Select(one => one.Bytes))
            {
                var result = Hl7Parser.Parse(piece, Options);
                Assert.True(result.Message is null == (result.Problems.Count > 0), path);
                Assert.All(result.Problems, problem => Assert.InRange(problem.ByteOffset, 0, piece.Length));
                ReadEverything(result.Message);
                var outcome = result.Message is null ? result.Problems[0].Kind.ToString() : result.Message.Warnings.Count > 0 ? "read with a warning" : "read";
                counts[outcome] = counts.GetValueOrDefault(outcome) + 1;
            }
        }

        Assert.Equal(Expected.OrderBy(pair => pair.Key, StringComparer.Ordinal), counts.OrderBy(pair => pair.Key, StringComparer.Ordinal));
    }

    [CorpusTheory]
    [InlineData("adt-non-ascii", "PID-5.1", "MÜLLER")]
    [InlineData("dft-p03", "PID-3.4", "HOSP")]
    [InlineData("siu-s12", "PID-5.1", "SÖDERSTRÖM")]
    public void Every_way_of_sending_the_same_message_reads_the_same(string folder, string path, string expected)
    {
        var variants = Corpus.Files("derived-transport-variants/" + folder).Where(file => Path.GetFileName(file)[..2] is not ("11" or "12")).ToArray();
        Assert.Equal(11, variants.Length);
        var texts = variants.Select(file => AllTexts(Variant(file))).ToArray();
        Assert.All(texts, text => Assert.Equal(texts[0], text));
        Assert.Equal(expected, Samples.Text(Variant(variants[0]), path));
    }

    [CorpusTheory]
    [InlineData("adt-non-ascii")]
    [InlineData("siu-s12")]
    public void A_lie_about_the_character_set_is_noticed(string folder)
    {
        var latin = Hl7Parser.Parse(Corpus.Read($"derived-transport-variants/{folder}/11-iso-8859-1-declared-utf8.hl7"), Options);
        Assert.Equal((Hl7ProblemKind.Undecodable, "PID-5.1"), (Samples.Only(latin).Kind, latin.Problems[0].Location.ToString()));
        var utf8 = Samples.Message(Corpus.Read($"derived-transport-variants/{folder}/12-utf8-declared-iso-8859-1.hl7"));
        Assert.Equal(Hl7ProblemKind.SuspectCharset, Assert.Single(utf8.Warnings).Kind);
    }

    [CorpusTheory]
    [InlineData("hl7-v2plus-examples/section-4.12.1-01-OMS_O05.hl7", "OMS_O05", "ORC-2.1=RQ101 ORC-2.2=ORSUPPLY RQD-1=1 RQD-2.1=1234 RQD-4.1=S1786 RQD-5=1 RQD-6.1=BT RQD-7=1234\\u20115678 RQD-9.1=ORSUP RQD-10=20061123 RQ1-1= MSH-9.2=O05 PID-3=")]
    [InlineData("hl7-v2plus-examples/section-4.12.1-02-OMN_O07.hl7", "OMN_O07", "ORC-2.1=RQ102 ORC-1=NW RQD-2.1=23455 RQD-4.1=I45323 RQD-6.1=EA RQD-10=20061123 RQ1-1=123.45 RQ1-2.1=DET RQ1-3=444456 RQ1-5=333\\u2011456 RQ1-6=N")]
    public void Requisitions_read_through_their_order_group(string file, string structure, string expected)
    {
        var message = Samples.Message(Corpus.Read(file));
        Assert.Equal(structure, message.Name);
        Assert.Equal(expected, Shown(Assert.Single(message.Groups("ORDER")), expected));
    }

    [CorpusTheory]
    [InlineData("microsoft-fhir-converter/SIU-S12-01.hl7", "SCH-1=12345 SCH-2=36996 TQ1-7=20210924093000+0215 SCH-11.4=202010011126+0215 AIS-3.1=76164006 AIS-4=20210924093000+0215 AIS-7=50 AIS-8.1=min AIG-3.1=5001 AIL-3.2=Room01 AIP-3.1=1210 MSH-4.2=2.16.840.1.122848.1.30")]
    [InlineData("microsoft-fhir-converter/SIU-S15-01.hl7", "SCH-1=12345 AIS-10=Cancelled MSH-9.2=S15 RGS-1=001")]
    [InlineData("dcm4che/SIU^S12-NewAppointmentBooking.hl7", "SCH-1= AIS-3.1=34000023 AIS-7=3600.000 AIL-3=UCI^R1 RGS-1=")]
    [InlineData("hl7-v2plus-examples/section-10.7.2-01-SIU_S13.hl7", "SCH-1.1=2007047 SCH-2.2=SCH100 SCH-21=BOOKED SCH-25= TQ1-7=200701091300 AIS-3= AIP-2.1=032 AIP-3.1=002 AIL-3.2=CLINIC")]
    [InlineData("node-hl7-complete/valid/corepoint-health/siu-example.hl7", "SCH-1=00331839401 SCH-2= SCH-11.4=200803061000\\u0020 SCH-25=ARRIVED AIL-3.1=HHR")]
    [InlineData("derived-transport-variants/siu-s12/01-cr.hl7", "SCH-1=PLACER-Q-001 SCH-2=FILLER-Q-001 SCH-11.5=20260501093000 SCH-25.1=BOOKED AIS-3.1=CONSULT AIG-3.1=ROOM5 AIL-3.1=CLINrm AIP-3.1=DR-100")]
    public void Schedules_read_through_their_resource_group(string file, string expected)
    {
        var message = Samples.Message(Corpus.Read(file), Options);
        Assert.Equal("SIU_S12", message.Name);
        Assert.Equal(expected, Shown(Assert.Single(message.Groups("RESOURCES")), expected));
    }

    [CorpusFact]
    public void Latin_bytes_sent_as_hex_are_text() =>
        Assert.Equal("SEPTOPLASTIA (OPERAÇÃO ISOLADA)", Samples.Text(Samples.Message(Corpus.Read("dcm4che/SIU^S12-NewAppointmentBooking.hl7")), "AIS-3.2"));

    private static string Shown(Hl7Scope scope, string expected) =>
        string.Join(' ', expected.Split(' ').Select(pair => pair.Split('=')[0]).Select(path =>
            $"{path}={Samples.Text(scope, path).Replace("\u2011", "\\u2011", StringComparison.Ordinal).Replace(" ", "\\u0020", StringComparison.Ordinal)}"));

    private static Hl7Message Variant(string file)
    {
        var bytes = Corpus.Read(file);
        if (file.Contains("/06-", StringComparison.Ordinal))
        {
            var buffer = new ReadOnlySequence<byte>(bytes);
            Assert.True(new MllpDecoder(10_000).TryRead(ref buffer, out var frame, out _));
            bytes = frame!.Value.Bytes.ToArray();
        }

        var charset = file.Contains("/09-", StringComparison.Ordinal) ? Hl7Charset.Windows1252 : Hl7Charset.Utf8;
        return Samples.Message(bytes, new Hl7ParseOptions { DefaultCharset = charset });
    }

    /// <summary>All but what the variants differ in by intention: delimiters and declared character set.</summary>
    private static string AllTexts(Hl7Message message) =>
        string.Join('\n', message.Segments.SelectMany(segment => Enumerable.Range(1, segment.FieldCount)
            .Where(field => segment.Name != "MSH" || field is not (1 or 2 or 18))
            .SelectMany(field => Enumerable.Range(1, segment.RepetitionCount(field)).Select(repetition => segment.Read(field, repetition)))
            .Where(value => value.HasValue)
            .Select(value => $"{value.Location}={value.Text}")));

    internal static int ReadEverything(Hl7Message? message)
    {
        var characters = 0;
        foreach (var segment in message?.Segments ?? [])
        {
            for (var field = 1; field <= segment.FieldCount + 1; field++)
            {
                for (var repetition = 1; repetition <= Math.Min(3, segment.RepetitionCount(field) + 1); repetition++)
                {
                    characters += segment.Read(field, repetition).Text.Length + segment.Read(field, repetition, 1).Text.Length
                        + segment.Read(field, repetition, 2, 1).Text.Length + segment.Read(field, repetition, 1, 2).Text.Length;
                }
            }
        }

        var grouped = message is null ? 0 : message.OwnSegments.Count + message.ChildGroups.Sum(group => group.Segments.Count);
        Assert.True(grouped >= (message?.Segments.Count ?? 0), "a segment belongs to no group");
        return characters;
    }
}
