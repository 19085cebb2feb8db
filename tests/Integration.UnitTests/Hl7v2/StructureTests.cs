using Integration.Hl7v2.Message;

namespace Integration.UnitTests.Hl7v2;

public sealed class StructureTests
{
    [Fact]
    public void The_table_is_whole()
    {
        var structures = StructureTable.Load().All;
        Assert.InRange(structures.Count, 50, 200);
        foreach (var structure in structures)
        {
            var tables = structure.Root.Descendants().ToArray();
            Assert.Equal(tables.Length, tables.Select(table => table.Name).Distinct().Count());
            Assert.All(tables, table => Assert.Equal(3, table.Anchor.Length));
            Assert.All(tables.Prepend(structure.Root), table => Assert.Equal(table.Groups.Count, table.Groups.Select(group => group.Anchor).Distinct().Count()));
            Assert.True(structure.Root.IsMember("MSH"), structure.Name);
        }
    }

    [Theory]
    [InlineData("ABC_A01 ABC^A01\n", "structures.txt, end: expected the segments of the message itself.")]
    [InlineData("ABC_A01\n  MSH\n", "structures.txt, end: expected NAME TYPE^TRIGGER before the segments.")]
    [InlineData("ABC_A01 A01\n  MSH\n", "structures.txt, end: expected NAME TYPE^TRIGGER before the segments.")]
    [InlineData("# c\nABC_A01 ABC^A01\n  X = PID\n", "structures.txt, line 3: expected the segments of the message itself.")]
    [InlineData("ABC_A01 ABC^A01\n  MSH\n      X = PID\n", "structures.txt, line 3: expected a group, 2 blanks from the margin.")]
    [InlineData("ABC_A01 ABC^A01\n  MSH\n  X = PID\n    PV1\n", "structures.txt, line 4: expected a group, 4 blanks from the margin.")]
    [InlineData("ABC_A01 ABC^A01\n  MSH\n  X =\n", "structures.txt, line 3: expected a group, 2 blanks from the margin.")]
    [InlineData("ABC_A01 ABC^A01\nABC_A02 ABC^A01\n  MSH\n", "structures.txt, end: expected ABC_A02 and its triggers once.")]
    [InlineData("ABC_A01 ABC^A01\nABC_A01 ABC^A02\n  MSH\n", "structures.txt, end: expected ABC_A01 and its triggers once.")]
    public void A_wrong_line_is_named(string text, string expected) =>
        Assert.Equal(expected, Assert.Throws<InvalidDataException>(() => StructureTable.Parse(text)).Message);

    [Theory]
    [InlineData("ORU^R01", "PID PV1 ORC OBR NTE OBX NTE OBX OBR OBX SPM", "PATIENT_RESULT(PID PV1 ORDER_OBSERVATION(ORC OBR NTE OBSERVATION(OBX NTE) OBSERVATION(OBX)) ORDER_OBSERVATION(ORC OBR OBSERVATION(OBX) SPECIMEN(SPM)))")]
    [InlineData("ORU^R01", "PID OBR OBX PRT PID OBX", "PATIENT_RESULT(PID ORDER_OBSERVATION(OBR OBSERVATION(OBX PRT))) PATIENT_RESULT(PID ORDER_OBSERVATION(OBSERVATION(OBX)))")]
    [InlineData("ORU^R01", "PID OBR OBX PV1 OBX", "PATIENT_RESULT(PID PV1 ORDER_OBSERVATION(OBR OBSERVATION(OBX)) ORDER_OBSERVATION(OBSERVATION(OBX)))")]
    [InlineData("ADT^A40", "EVN PID PD1 MRG PV1 PID MRG", "EVN PATIENT(PID PD1 MRG PV1) PATIENT(PID MRG)")]
    [InlineData("ADT^A17", "EVN PID PV1 PID PV1", "EVN PATIENT(PID PV1) PATIENT(PID PV1)")]
    [InlineData("ADT^A01", "EVN PID PV1 PR1 ROL IN1 IN2 IN1 DG1 ZBE", "EVN PID PV1 DG1 PROCEDURE(PR1 ROL) INSURANCE(IN1 IN2) INSURANCE(IN1 ZBE)")]
    [InlineData("ADT^A45", "EVN PID MRG PV1 MRG PV1", "EVN PID MERGE_INFO(MRG PV1) MERGE_INFO(MRG PV1)")]
    [InlineData("DFT^P03", "EVN PID PV1 FT1 PR1 ROL FT1 NTE ZFT IN1", "EVN PID PV1 FINANCIAL(FT1 FINANCIAL_PROCEDURE(PR1 ROL)) FINANCIAL(FT1 NTE ZFT) INSURANCE(IN1)")]
    [InlineData("DFT^P03", "PID ORC OBR OBX FT1 ORC OBX", "PID COMMON_ORDER(ORC OBR OBSERVATION(OBX)) FINANCIAL(FT1 FINANCIAL_COMMON_ORDER(ORC FINANCIAL_OBSERVATION(OBX)))")]
    [InlineData("MFN^M15", "MFI MFE IIM MFE IIM", "MFI MF_INV_ITEM(MFE IIM) MF_INV_ITEM(MFE IIM)")]
    [InlineData("MFN^M16", "MFI MFE ITM STZ VND PKG PCE PKG VND PKG IVT ILT MFE ITM", "MFI MATERIAL_ITEM_RECORD(MFE ITM STERILIZATION(STZ) PURCHASING_VENDOR(VND PACKAGING(PKG PCE) PACKAGING(PKG)) PURCHASING_VENDOR(VND PACKAGING(PKG)) MATERIAL_LOCATION(IVT ILT)) MATERIAL_ITEM_RECORD(MFE ITM)")]
    [InlineData("MFN^M04", "MFI MFE CDM PRC MFE CDM ZL7", "MFI MF(MFE CDM PRC) MF(MFE CDM ZL7)")]
    [InlineData("MFK^M16", "MSA MFI MFA MFA", "MSA MFI ANSWER(MFA) ANSWER(MFA)")]
    [InlineData("EAN^U09", "EQU NDS NTE NDS", "EQU NOTIFICATION(NDS NTE) NOTIFICATION(NDS)")]
    [InlineData("EAC^U07", "EQU ECD SAC ECD", "EQU COMMAND(ECD SPECIMEN_CONTAINER(SAC)) COMMAND(ECD)")]
    [InlineData("EAR^U08", "EQU ECD SAC ECR", "EQU COMMAND_RESPONSE(ECD ECR SPECIMEN_CONTAINER(SAC))")]
    [InlineData("ESU^U01", "EQU ISD ISD", "EQU INTERACTION(ISD) INTERACTION(ISD)")]
    [InlineData("INU^U05", "EQU INV INV", "EQU INVENTORY(INV) INVENTORY(INV)")]
    [InlineData("SSU^U03", "EQU SAC OBX SPM OBX SAC", "EQU SPECIMEN_CONTAINER(SAC OBX SPECIMEN(SPM OBX)) SPECIMEN_CONTAINER(SAC)")]
    [InlineData("SLR^S28", "SLT SLT", "LOT(SLT) LOT(SLT)")]
    [InlineData("SDR^S31", "SDD SCD", "ANTI-MICROBIAL_DEVICE_DATA(SDD SCD)")]
    [InlineData("OML^O21", "PID ORC TQ1 OBR OBX SPM SAC ORC OBR", "PID ORDER(ORC TQ1 OBR OBSERVATION(OBX) SPECIMEN(SPM CONTAINER(SAC))) ORDER(ORC OBR)")]
    [InlineData("OML^O33", "PID SPM OBX ORC OBR ORC OBR SPM ORC OBR", "PID SPECIMEN(SPM OBX ORDER(ORC OBR) ORDER(ORC OBR)) SPECIMEN(SPM ORDER(ORC OBR))")]
    [InlineData("RDE^O11", "PID ORC RXE RXR RXC ORC RXE OBX", "PID ORDER(ORC RXE RXR RXC) ORDER(ORC RXE OBSERVATION(OBX))")]
    [InlineData("RDS^O13", "PID ORC RXE RXD RXR RXD", "PID ORDER(ORC RXE RXD RXR) ORDER(ORC RXD)")]
    [InlineData("ORS^O06", "MSA PID ORC RQD ORC RQD", "MSA PID ORDER(ORC RQD) ORDER(ORC RQD)")]
    public void Segments_are_dealt_out_to_groups(string type, string segments, string expected)
    {
        var message = Samples.Message([$"MSH|^~\\&|A|F|||20260101||{type}|C1|P|2.5.1", .. segments.Split(' ').Select(name => name + "|1")]);
        Assert.Equal("MSH " + expected, Shown(message));
    }

    [CorpusFact]
    public void Every_segment_of_shuffled_corpus_messages_lands_in_exactly_one_place()
    {
        var random = new Random(20_261_122);
        var grouped = 0;
        foreach (var message in Corpus.Files().SelectMany(path => Hl7File.Read(Corpus.Read(path)).Messages).Where(piece => piece.Bytes.Length < 30_000)
            .Select(piece => Hl7Parser.Parse(piece.Bytes, new Hl7ParseOptions()).Message).OfType<Hl7Message>())
        {
            var lines = message.Segments.Skip(1).Select(segment => segment.Name + "|1").ToArray();
            for (var round = 0; round < 3; round++)
            {
                var header = $"MSH|^~\\&|A|F|||20260101||{message.Header.MessageType}^{message.Header.TriggerEvent}|C1|P|2.5.1";
                var shuffled = Samples.Parse(string.Join('\r', lines.Prepend(header))).Message!;
                var placed = Placed(shuffled).ToArray();
                Assert.Equal(shuffled.Segments.OrderBy(Key), placed.Distinct().OrderBy(Key));
                var shared = placed.GroupBy(segment => segment).Where(group => group.Count() > 1).Select(group => group.Key.Name).Distinct();
                Assert.All(shared, name => Assert.Contains(shuffled.Structure!.Root.Descendants(), table => table.Anchor == name && table.HasDetails));
                grouped += shuffled.ChildGroups.Count > 0 ? 1 : 0;
                random.Shuffle(lines);
            }
        }

        Assert.InRange(grouped, 1_000, 5_000);
    }

    private static string Key(Hl7Segment segment) => $"{segment.Name}{segment.Occurrence:D5}";

    private static IEnumerable<Hl7Segment> Placed(Hl7Scope scope) => scope.OwnSegments.Concat(scope.ChildGroups.SelectMany(Placed));

    private static string Shown(Hl7Scope scope) =>
        string.Join(' ', scope.OwnSegments.Select(segment => segment.Name).Concat(scope.ChildGroups.Select(group => $"{group.Name}({Shown(group)})")));
}
