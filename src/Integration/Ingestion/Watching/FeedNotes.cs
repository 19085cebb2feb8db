using System.Globalization;
using Integration.Contracts;
using Integration.Hl7v2;
using Integration.Hl7v2.Message;
using Integration.Journal;

namespace Integration.Ingestion.Watching;

/// <summary>What one message tells about its interface: refused, late, or out of its sequence.</summary>
internal sealed class FeedNotes(InterfaceDefinition definition, EventNoted noted)
{
    /// <summary>Clocks differ; less than this ahead is no news.</summary>
    private static readonly TimeSpan s_tolerance = TimeSpan.FromMinutes(10);

    /// <summary>The sequence number, where those of this sender count and the header holds one.</summary>
    public LinkNumber? LinkOf(MessageHeader header)
    {
        var sender = definition.Sender;
        var (application, facility) = sender.HonoursSequence ? (header.SendingApplication.Name, header.SendingFacility.Name) : ("", "");

        // A refused message took a number all the same, but a stranger has no say in the numbers of a link.
        return sender.HonoursSequence && sender.Applications.Contains(application) && sender.Facilities.Contains(facility)
            && long.TryParse(header.SequenceNumber, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= -1
            ? new LinkNumber($"{application} {facility}", number)
            : null;
    }

    public void Note(TakenMessage taken)
    {
        if (taken.Refusal is { Errors: [var first, ..] } refusal)
        {
            noted(definition.Name, InterfaceEventKind.MessageRefused, $"{refusal.Code} {Class(first)}", string.Create(CultureInfo.InvariantCulture, $"message {taken.Kept.Sequence}"));
        }

        if (taken.Kept.Link is { } link)
        {
            noted(definition.Name, link.Kind, "", link.Detail);
        }

        if (definition.Expect?.Lateness is { } lateness && taken is { Refusal: null, Kept.Resend: false, Header: { } header } && Age(header, taken.Kept.AnswerAt) is { } age)
        {
            if (age > lateness)
            {
                noted(definition.Name, InterfaceEventKind.FeedLate, "", $"message {taken.Kept.Sequence} was sent {Words(age)} before it came");
            }
            else if (age < -s_tolerance)
            {
                noted(definition.Name, InterfaceEventKind.ClockAhead, "", $"message {taken.Kept.Sequence} is dated {Words(-age)} ahead");
            }
        }
    }

    /// <summary>The kind of error, and the field of the header it stands in; never what a sender can choose.</summary>
    private static string Class(AcknowledgementError error) =>
        error.Location is { Segment: "MSH", Field: > 0 } place ? string.Create(CultureInfo.InvariantCulture, $"{error.Condition} MSH-{place.Field}") : error.Condition.ToString();

    /// <summary>How long ago it was sent; null where MSH-7 does not say to the minute.</summary>
    private TimeSpan? Age(MessageHeader header, DateTimeOffset receivedAt)
    {
        if (!Hl7Timestamp.Parse(header.SentAt).TryGet(out var sent, out _) || sent.Precision < Hl7Precision.Minute)
        {
            return null;
        }

        if (sent.Instant is { } instant)
        {
            return receivedAt - instant;
        }

        var zones = definition.Sender.Zones;
        if (!(zones.TryGetValue(header.SendingFacility.Name, out var name) || zones.TryGetValue("*", out name)) || !TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone))
        {
            return null;
        }

        // Where the clock is put back a time has two instants: the one nearer to its coming is meant.
        var offsets = zone.IsAmbiguousTime(sent.Local) ? zone.GetAmbiguousTimeOffsets(sent.Local) : [zone.GetUtcOffset(sent.Local)];
        return offsets.Select(offset => receivedAt - new DateTimeOffset(sent.Local, offset)).MinBy(age => age.Duration());
    }

    private static string Words(TimeSpan span) => span.ToString(span >= TimeSpan.FromDays(1) ? @"d'd 'hh\:mm\:ss" : @"hh\:mm\:ss", CultureInfo.InvariantCulture);
}
