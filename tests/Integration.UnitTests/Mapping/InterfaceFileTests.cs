using Integration.Contracts;
using Integration.Mapping;

namespace Integration.UnitTests.Mapping;

public sealed class InterfaceFileTests : IDisposable
{
    private static readonly string Good = Shipped.TwoInterfaces();

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void The_shipped_interfaces_are_read_and_joined_with_their_mappings()
    {
        var requisitions = Shipped.Interface("north-supply-requisitions");
        var schedule = Shipped.Interface("north-or-schedule");

        Assert.Equal(("127.0.0.1", 2575, InterfaceMode.Post, "Northfield Health"), (requisitions.Address, requisitions.Port, requisitions.Mode, requisitions.Company));
        Assert.Equal(["ORSUPPLY"], requisitions.Sender.Applications);
        Assert.Superset(new HashSet<string> { "NORTH", "LAKESIDE", "LAB" }, requisitions.Sender.Facilities.ToHashSet());
        Assert.Equal(["P"], requisitions.Sender.ProcessingIds);
        Assert.Equal("America/Chicago", requisitions.Sender.Zones["LAKESIDE"]);
        Assert.Null(requisitions.Sender.Approval);
        Assert.Equal("hl7v2/OMN_O07/v2", requisitions.Mappings["OMN^O07"]);
        Assert.Equal((2576, ControlIdUse.Unique), (schedule.Port, schedule.Sender.ControlId));
        Assert.Equal(["SIU^S12", "SIU^S13", "SIU^S14", "SIU^S15", "SIU^S16", "SIU^S17", "SIU^S18", "SIU^S19", "SIU^S20", "SIU^S21", "SIU^S22", "SIU^S23", "SIU^S24", "SIU^S26"], schedule.Mappings.Keys.Order());
        Assert.True(schedule.Priority < requisitions.Priority);
    }

    [Fact]
    public void An_approval_rule_is_read()
    {
        var load = Load("approval: every-order-sent # Or: { path: ORC-25.1, approved: [APPROVED], refused: [REFUSED] }", "approval: { path: ORC-25.1, approved: [APPROVED, A], refused: [REFUSED] }");

        var rule = load.Interfaces![0].Sender.Approval!;

        Assert.Equal("ORC-25.1", rule.Path);
        Assert.Equal(["APPROVED", "A"], rule.Approved);
        Assert.Equal(["REFUSED"], rule.Refused);
    }

    [Theory]
    [InlineData("same-connection", null, 0, false)]
    [InlineData("mllp://ris.north.example:2577", "ris.north.example", 2577, false)]
    [InlineData("mllps://10.1.2.3:6661", "10.1.2.3", 6661, true)]
    public void Where_answers_after_mapping_go_is_read(string text, string? host, int port, bool isSecure) =>
        Assert.Equal(new AnswerRoute(host, port, isSecure), Load("mode: post # observe", $"application-answers: {text}\n    mode: post # observe").Interfaces![0].ApplicationAnswers);

    [Theory]
    [InlineData("another-connection")]
    [InlineData("http://host:80")]
    [InlineData("mllp://host")]
    [InlineData("mllp://host:2575/path")]
    public void Another_way_for_answers_is_a_problem(string text) =>
        Assert.Contains("'application-answers' is", Assert.Single(Problems(Load("mode: post # observe", $"application-answers: {text}\n    mode: post # observe"))), StringComparison.Ordinal);

    [Fact]
    public void All_errors_are_named_with_their_lines()
    {
        File.WriteAllText(_file, """
            interfaces:
              nowhere:
                owner: Supply Chain
                address: localhost
                port: 99999
                mode: go
                company: Northfield Health
                colour: red
                sender:
                  applications: [ORSUPPLY]
                  facilities: [NORTH, WEST]
                  processing-ids: [P]
                  control-id: sometimes
                  character-set: EBCDIC
                  zones: { NORTH: America/Newyork }
                  approval: perhaps
                  item-codes: [RQD2]
            """);

        Assert.Equal(
            [
                "3: active.yaml gives the interface 'nowhere' no mappings.",
                "3: 'priority' is missing.",
                "4: 'address' must be an IP address.",
                "5: 'port' must be a whole number from 0 to 65535.",
                "6: 'mode' must be one of observe, hold, post, not 'go'.",
                "8: 'colour' is unknown here; known are address, application-answers, company, database, expect, fhir, folder, from, mode, owner, plain-text, port, priority, sender, tls.",
                "13: 'control-id' must be one of unique, reused, absent, not 'sometimes'.",
                "14: 'character-set' must be one of UTF-8, ISO-8859-1, ISO-8859-2, ISO-8859-3, ISO-8859-4, ISO-8859-5, ISO-8859-6, ISO-8859-7, ISO-8859-8, ISO-8859-9, ISO-8859-15, windows-1250, windows-1251, windows-1252, ASCII.",
                "15: 'America/Newyork' is no IANA time zone such as Europe/Berlin.",
                "15: The facility WEST has no time zone.",
                "16: 'approval' is every-order-sent, or a path with its approved and refused values.",
                "17: 'RQD2' is no HL7 path: expected '-' and a field number at character 4.",
            ],
            Problems(InterfaceFile.Load(_file, Shipped.Mappings)));
    }

    [Theory]
    [InlineData("port: 2576", "port: 2575", "north-supply-requisitions and north-or-schedule listen on the same port 2575.")]
    [InlineData("approval: every-order-sent\n", "", "'approval' is missing.")]
    [InlineData("north-or-schedule:", "north-supply-requisitions:", "This is no YAML")]
    public void A_mistake_is_refused(string right, string wrong, string problem)
    {
        var load = Load(right, wrong);

        Assert.Null(load.Interfaces);
        Assert.Contains(problem, Assert.Single(load.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TLS_and_who_may_connect_are_read_and_paths_start_at_the_file()
    {
        var load = Load("mode: post", """
            mode: post
                from: [10.1.0.0/16, 192.168.3.7, "fd00::/8"]
                tls: { certificate: tls/a.pem, key: /etc/a.key, client-authorities: ca.pem, clients: { or-gateway: [ORSUPPLY, OTHER], "AB:CD": ORSUPPLY } }
            """);

        Assert.Empty(Problems(load));
        var read = load.Interfaces![0];
        var folder = Path.GetDirectoryName(_file)!;
        Assert.Equal((Path.Combine(folder, "tls", "a.pem"), "/etc/a.key", Path.Combine(folder, "ca.pem")), (read.Tls!.Certificate, read.Tls.Key, read.Tls.ClientAuthorities));
        Assert.Equal(["10.1.0.0/16", "192.168.3.7/32", "fd00::/8"], read.From.Select(network => network.ToString()));
        Assert.Equal(["ORSUPPLY", "OTHER"], read.Tls.Clients["or-gateway"]);
        Assert.Equal(["ORSUPPLY"], read.Tls.Clients["AB:CD"]);
    }

    [Fact]
    public void An_interface_that_other_machines_can_reach_has_TLS_or_says_that_it_has_none()
    {
        var refused = Assert.Single(Problems(Load("address: 127.0.0.1\n    port: 2576", "address: 0.0.0.0\n    port: 2576")));

        var line = File.ReadAllLines(_file).Index().Single(line => line.Item.Contains("0.0.0.0", StringComparison.Ordinal)).Index + 1;
        Assert.StartsWith($"{line}: Other machines can reach 0.0.0.0", refused, StringComparison.Ordinal);
        Assert.Contains("plain-text: accepted", refused, StringComparison.Ordinal);
        Assert.Empty(Problems(Load("address: 127.0.0.1\n    port: 2576", "address: 0.0.0.0\n    plain-text: accepted\n    port: 2576")));
        Assert.Empty(Problems(Load("address: 127.0.0.1\n    port: 2576", "address: \"::1\"\n    port: 2576")));
    }

    [Theory]
    [InlineData("plain-text: yes", "'plain-text' can only be accepted")]
    [InlineData("plain-text: accepted\n    tls: { certificate: a.pem }", "'plain-text' and 'tls' exclude each other.")]
    [InlineData("tls: { key: a.key }", "'certificate' is missing.")]
    [InlineData("tls: { certificate: a.pem, clients: { x: [A] } }", "without 'client-authorities' no certificate is asked for")]
    [InlineData("tls: { certificate: a.pem, client-authorities: ca.pem, clients: { } }", "'clients' names nobody")]
    [InlineData("from: [10.1.0.0/33]", "'10.1.0.0/33' is no address or network")]
    [InlineData("from: everywhere", "'everywhere' is no address or network")]
    public void A_mistake_in_who_may_connect_is_named(string line, string problem) =>
        Assert.Contains(problem, Assert.Single(Problems(Load("mode: post\n", $"mode: post\n    {line}\n"))), StringComparison.Ordinal);

    [Fact]
    public void A_folder_takes_the_place_of_a_port()
    {
        var load = Load("    address: 127.0.0.1\n    port: 2576\n", "    folder: /srv/integration/or/\n");

        Assert.Empty(load.Problems);
        Assert.Equal(("/srv/integration/or", 0, ""), (load.Interfaces![1].Folder, load.Interfaces[1].Port, load.Interfaces[1].Address));
        Assert.Null(load.Interfaces[0].Folder);
    }

    [Theory]
    [InlineData("    port: 2576\n", "    port: 2576\n    folder: /srv/or\n", "    address:", "An interface has either 'folder' or 'port': 'address' has no meaning beside 'folder'.")]
    [InlineData("    address: 127.0.0.1\n    port: 2576\n", "    folder: srv/or\n", "    folder: srv", "'folder' must be a full path.")]
    [InlineData("    port: 2576\n", "", "    owner: OR", "'port' is missing.")]
    public void A_mistaken_folder_is_refused_with_its_line(string right, string wrong, string at, string problem)
    {
        var problems = Load(right, wrong).Problems;

        var line = File.ReadAllLines(_file).Index().Last(line => line.Item.StartsWith(at, StringComparison.Ordinal)).Index + 1;
        Assert.Contains(problems, one => one.Line == line && one.Message == problem);
    }

    [Fact]
    public void Two_interfaces_with_one_folder_are_refused()
    {
        File.WriteAllText(_file, Good.Replace("    address: 127.0.0.1\n", "", StringComparison.Ordinal).Replace("port: 2575", "folder: /srv/or", StringComparison.Ordinal).Replace("port: 2576", "folder: /srv/or/", StringComparison.Ordinal));

        Assert.Contains("take their files from the same folder /srv/or", Assert.Single(InterfaceFile.Load(_file, Shipped.Mappings).Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_interface_more_than_the_bound_is_refused()
    {
        using var folder = new MappingFolder();
        folder.Replace("active.yaml", "targets:", string.Concat(Enumerable.Range(1, InterfaceFile.MostInterfaces).Select(at => $"  i{at}: {{ SIU^S12: hl7v2/SIU_S12/v1 }}\n")) + "targets:");
        var mappings = folder.Load();
        var body = Good[Good.IndexOf("    owner: OR Scheduling", StringComparison.Ordinal)..].Replace("port: 2576", "port: 0", StringComparison.Ordinal);
        string Many(int count) => "interfaces:\n" + string.Concat(Enumerable.Range(1, count).Select(at => $"  {(at > InterfaceFile.MostInterfaces ? "north-or-schedule" : $"i{at}")}:\n{body}\n"));

        File.WriteAllText(_file, Many(InterfaceFile.MostInterfaces));
        Assert.Empty(InterfaceFile.Load(_file, mappings).Problems);
        File.WriteAllText(_file, Many(InterfaceFile.MostInterfaces + 1));
        Assert.Contains("1 to 200 interfaces, not 201", Assert.Single(InterfaceFile.Load(_file, mappings).Problems).Message, StringComparison.Ordinal);
    }

    private InterfaceFileLoad Load(string right, string wrong)
    {
        Assert.Contains(right, Good, StringComparison.Ordinal);
        File.WriteAllText(_file, Good.Replace(right, wrong, StringComparison.Ordinal));
        return InterfaceFile.Load(_file, Shipped.Mappings);
    }

    private static IEnumerable<string> Problems(InterfaceFileLoad load) => load.Problems.Select(problem => $"{problem.Line}: {problem.Message}");
}
