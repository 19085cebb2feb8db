using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Integration.Journal;
using Integration.Sandbox.Hospital.Ehr;
using Integration.Sandbox.Hospital.Network;

namespace Integration.Worker.Bench;

/// <summary>Messages of one type in the order in which the synthetic network tells them: new, changed, called off and ordered again, over many keys with different numbers of lines.</summary>
internal sealed record ProcessBacklog(string Type, IReadOnlyList<IncomingMessage> Messages)
{
    public static IReadOnlyList<string> Types { get; } = ["OMS", "OMN", "SIU", "ADT", "DFT", "Appointment"];

    /// <summary>Of the visits of one day, whose wards would be full with more.</summary>
    private const int VisitsOfADay = 130;

    /// <param name="seed">Another one tells other messages.</param>
    /// <param name="now">UTC; the last messages are of this time.</param>
    public static ProcessBacklog Of(string type, int count, int seed, DateTimeOffset now)
    {
        var messages = new List<IncomingMessage>(count);
        for (var day = 0; messages.Count < count; day++)
        {
            // Numbers begin anew with each day that is told.
            var mark = string.Create(CultureInfo.InvariantCulture, $"{seed}.{day}-");
            messages.AddRange(type == "Appointment" ? Appointments(count, seed + day, now, mark) : Network(type, count, seed + day, now, mark));
        }

        return new ProcessBacklog(type, [.. messages.Take(count)]);
    }

    private static IEnumerable<IncomingMessage> Network(string type, int count, int seed, DateTimeOffset now, string mark)
    {
        var book = new DayBook(seed, now);
        switch (type)
        {
            case "OMS" or "OMN":
                new RequisitionStories(book).Tell(count);
                break;
            case "SIU":
                new CaseStories(book).Tell(count);
                break;
            case "ADT":
                new VisitStories(book).Tell(VisitsOfADay);
                break;
            default:
                new ChargeStories(book).Tell(count);
                break;
        }

        // A resend is told from the first when it is appended, and never processed.
        return from told in book.Messages
               let text = told.Text.Replace("N-", $"N{mark}", StringComparison.Ordinal).ReplaceLineEndings("\r")
               where !text.StartsWith("same ", StringComparison.Ordinal)
               let fields = text.Split('|', 11)
               where fields[8].StartsWith(type, StringComparison.Ordinal)
               select Incoming(told.Interface, mark + fields[9], string.Join('^', fields[8].Split('^').Take(2)), text);
    }

    private static IEnumerable<IncomingMessage> Appointments(int count, int seed, DateTimeOffset now, string mark)
    {
        var book = new EhrBook(new DayBook(seed, now));
        new EhrCaseStories(book).Tell(count);
        return from step in book.Close().Steps
               where step.Way == EhrWay.Written && step.Messages == 1 && step.Body["basedOn"] is null
               let version = string.Create(CultureInfo.InvariantCulture, $"{step.Round}")
               let meta = $$"""{"resourceType":"Appointment","meta":{"versionId":"{{version}}","lastUpdated":"{{EhrBook.Instant(now.AddMinutes(step.Round - 10))}}"},"""
               let text = step.Body.ToJsonString().Replace("""{"resourceType":"Appointment",""", meta, StringComparison.Ordinal)
                   .Replace("e-case-", $"e{mark}", StringComparison.Ordinal).Replace("E-CASE-", $"E{mark}", StringComparison.Ordinal)
               select Incoming(EhrDay.Feed, "", "Appointment", text);
    }

    private static IncomingMessage Incoming(string feed, string controlId, string type, string text)
    {
        var body = Encoding.UTF8.GetBytes(text);
        return new IncomingMessage(feed, controlId, type, SHA256.HashData(body), controlId.Length == 0 ? null : SHA256.HashData(Encoding.UTF8.GetBytes(controlId)), JudgeResend: false, body, Rejection: null);
    }
}
