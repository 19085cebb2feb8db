using Integration.Contracts;

namespace Integration.Journal.Sql;

/// <summary>
/// Follows the sequence numbers of links (HL7 v2.9.1 chapter 2, "Sequence number protocol"): each is one more than the one before; 0 is sent when a link starts and leaves the expectation as it is, -1 gives it up until the next number.
/// In the append's own transaction, so that the order is that of the journal and no restart invents a gap.
/// </summary>
internal static class LinkNumbers
{
    /// <param name="numbers">In the order of the journal, resends left out.</param>
    public static async Task<IReadOnlyDictionary<long, LinkFinding>> FollowAsync(Session session, IReadOnlyList<(string Interface, LinkNumber Number, long Sequence)> numbers, CancellationToken cancellationToken)
    {
        var findings = new Dictionary<long, LinkFinding>();
        foreach (var link in numbers.GroupBy(one => (one.Interface, one.Number.Sender)).OrderBy(group => group.Key))
        {
            var key = new { link.Key.Interface, link.Key.Sender };
            await session.ExecuteAsync("insert into interface_link (interface, sender, last_number) values (@Interface, @Sender, null) on conflict do nothing", key, cancellationToken).ConfigureAwait(false);
            var last = (await session.ReadAsync(
                $"select last_number from interface_link where interface = @Interface and sender = @Sender {session.Database.ForUpdate}", key, row => row.Number(0), cancellationToken).ConfigureAwait(false)).Single();
            foreach (var (_, number, sequence) in link)
            {
                if (Judge(ref last, number.Number) is { } finding)
                {
                    findings[sequence] = finding;
                }
            }

            await session.ExecuteAsync("update interface_link set last_number = @last where interface = @Interface and sender = @Sender", new { key.Interface, key.Sender, last }, cancellationToken).ConfigureAwait(false);
        }

        return findings;
    }

    internal static LinkFinding? Judge(ref long? last, long number)
    {
        var before = last;
        if (number is 0 or -1)
        {
            last = number == 0 ? last : null;
            return new LinkFinding(InterfaceEventKind.SequenceRestart, number == 0 ? "the link was started (0)" : "the sender gave up its place (-1)");
        }

        last = number;
        return before is not { } known || number == known + 1 ? null
            : number == known ? new LinkFinding(InterfaceEventKind.SequenceRepeat, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{number} came again"))
            : number < known ? new LinkFinding(InterfaceEventKind.SequenceRestart, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{number} came after {known}"))
            : new LinkFinding(InterfaceEventKind.SequenceGap, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{known + 1} to {number - 1} did not come"));
    }
}
