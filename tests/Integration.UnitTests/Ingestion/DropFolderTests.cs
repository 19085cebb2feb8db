using System.Text;
using Integration.Ingestion.Files;

namespace Integration.UnitTests.Ingestion;

public sealed class DropFolderTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("integration-folder-");
    private readonly DropFolder _folder;

    public DropFolderTests()
    {
        _folder = new DropFolder(_root.FullName);
        _folder.Prepare();
    }

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void Lists_files_in_the_order_of_their_names_and_leaves_out_what_is_not_ready()
    {
        foreach (var name in new[] { "b.hl7", "B.hl7", "a10.hl7", "a9.hl7", ".hidden.hl7", "x.TMP", "y.part", "outcome" })
        {
            Drop(name, "x");
        }

        Directory.CreateDirectory(At("folder.hl7"));

        Assert.Equal(["B.hl7", "a10.hl7", "a9.hl7", "b.hl7", "outcome"], _folder.List().Select(file => file.Name));
    }

    [Fact]
    public void A_link_is_seen_and_nothing_behind_it()
    {
        File.WriteAllText(Path.Combine(_root.FullName, "secret"), "behind the link");
        File.CreateSymbolicLink(At("link.hl7"), Path.Combine(_root.FullName, "secret"));

        Assert.Equal((true, 0L), _folder.List().Select(file => (file.IsLink, file.Length)).Single());
    }

    [Fact]
    public void One_byte_more_than_the_most_is_not_read()
    {
        Drop("a", "12345");

        using var content = _folder.Open("a", 5);
        Assert.Equal(5, content!.Length);
        Assert.Null(_folder.Open("a", 4));
    }

    [Fact]
    public void A_name_that_was_there_before_gets_a_place_of_its_own()
    {
        var day = new DateOnly(2026, 11, 22);
        Drop("a.hl7", "first");
        _folder.Move("a.hl7", _folder.FreeTarget(failed: false, day, "a.hl7", 7));
        Drop("a.hl7", "second");
        var target = _folder.FreeTarget(failed: false, day, "a.hl7", 8);
        _folder.Move("a.hl7", target);

        Assert.Equal("done/2026-11-22/a.8.hl7", target);
        Assert.Equal("first", File.ReadAllText(Path.Combine(_root.FullName, "done/2026-11-22/a.hl7")));
        Assert.Throws<IOException>(() =>
        {
            Drop("a.hl7", "third");
            _folder.Move("a.hl7", target);
        });
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_named()
    {
        File.WriteAllText(Path.Combine(_root.FullName, "file"), "");
        var fault = Assert.Throws<IOException>(new DropFolder(Path.Combine(_root.FullName, "file", "below")).Prepare);

        Assert.Contains($"the folder {_root.FullName}/file/below/in cannot be written", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_is_complete_when_it_has_kept_its_size_and_time()
    {
        var time = new StoppedClock();
        var settling = new Settling(TimeSpan.FromSeconds(2), time);
        Drop("a", "1");
        var first = Look();
        time.Advance(TimeSpan.FromSeconds(2));
        Drop("a", "12");
        var grown = Look();
        time.Advance(TimeSpan.FromSeconds(1.9));
        var almost = Look();
        time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal((false, false, false, true), (first, grown, almost, Look()));

        bool Look()
        {
            var files = _folder.List();
            settling.Look(files);
            return settling.IsComplete(files[0]);
        }
    }

    [Fact]
    public void A_byte_order_mark_of_the_file_is_kept_with_every_message_that_needs_it()
    {
        var contents = DroppedContents.Read(Encoding.UTF8.GetBytes("\uFEFFMSH|^~\\&|A\rPID|Ü\rMSH|^~\\&|B\rPID|U\rMSH|^~\\&|C\rPID|Ü\r"));

        Assert.Equal(["\uFEFFMSH|^~\\&|A\rPID|Ü\r", "MSH|^~\\&|B\rPID|U\r", "\uFEFFMSH|^~\\&|C\rPID|Ü\r"], contents.Messages.Select(message => Encoding.UTF8.GetString(message.Body.Span)));
    }

    [Fact]
    public void A_file_without_a_message_has_a_problem() => Assert.Equal(["There is no message in it."], DroppedContents.Read("\r\n"u8.ToArray()).Problems);

    private string At(string name) => Path.Combine(_root.FullName, "in", name);

    private void Drop(string name, string text) => File.WriteAllText(At(name), text);

    private sealed class StoppedClock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Advance(TimeSpan span) => _now += span.Ticks;
    }
}
