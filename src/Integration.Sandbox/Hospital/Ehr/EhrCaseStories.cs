using System.Text.Json.Nodes;
using Integration.Sandbox.Hospital.Network;

namespace Integration.Sandbox.Hospital.Ehr;

/// <summary>Appointments for operations: booked, moved, with another procedure, called off, deleted, booked again. The procedure stands in the ServiceRequest they are based on, or in themselves.</summary>
internal sealed class EhrCaseStories(EhrBook book)
{
    private int _count;

    public void Tell(int count)
    {
        for (var at = 0; at < count; at++)
        {
            Action<Case> story = (at % 8) switch
            {
                0 or 1 => Booked,
                2 => Moved,
                3 => MovedTwice,
                4 => CalledOff,
                5 => Deleted,
                6 => BookedAgain,
                _ => Posted,
            };
            story(Make());
        }
    }

    private void Booked(Case booked)
    {
        Write(1, booked);
        Expect(booked);
    }

    private void Moved(Case booked)
    {
        Write(1, booked);
        var moved = booked with { Start = booked.Start.AddDays(2) };
        Write(2, moved);
        Expect(moved);
    }

    private void MovedTwice(Case booked)
    {
        Write(1, booked);
        Write(2, booked with { Start = booked.Start.AddDays(3) });
        var moved = booked with { Start = booked.Start.AddDays(1) };
        Write(3, moved);
        Expect(moved);
    }

    private void CalledOff(Case booked)
    {
        Write(1, booked);
        Write(2, booked, "cancelled");
        book.ExpectCalledOff("transfer", Transfer(booked).Key);
    }

    private void Deleted(Case booked)
    {
        Write(1, booked);
        book.Delete(2, "Appointment", booked.Id);
        book.ExpectCalledOff("transfer", Transfer(booked).Key);
    }

    private void BookedAgain(Case booked)
    {
        CalledOff(booked);
        Write(3, booked);
        Expect(booked);
    }

    /// <summary>By a system beside the EHR, with the request in the same bundle.</summary>
    private void Posted(Case booked)
    {
        book.Post(1, "collection", [Appointment(booked, "booked")], booked.ByRequest ? [Request(booked)] : []);
        Expect(booked);
    }

    /// <summary>From six in the evening on (UTC), which no case told over HL7 v2 begins at, and never two at the same minute.</summary>
    private Case Make()
    {
        var number = ++_count;
        var start = new DateTimeOffset(book.Day.Now.UtcDateTime.Date.AddDays(2).AddHours(18).AddMinutes(number), TimeSpan.Zero);
        return new Case($"e-case-{number:0000}", start, book.Day.Any([.. CaseStories.Cards.Keys]), number % 2 == 0);
    }

    private void Write(int round, Case booked, string status = "booked")
    {
        if (round == 1 && booked.ByRequest) book.Keep(round, Request(booked));
        book.Write(round, Appointment(booked, status));
    }

    private static JsonObject Request(Case booked) => new()
    {
        ["resourceType"] = "ServiceRequest",
        ["id"] = $"sr-{booked.Id}",
        ["status"] = "active",
        ["intent"] = "order",
        ["code"] = EhrBook.Code(booked.Procedure, "http://www.ama-assn.org/go/cpt"),
        ["subject"] = EhrBook.Patient(booked.Id),
    };

    private static JsonObject Appointment(Case booked, string status)
    {
        var appointment = new JsonObject
        {
            ["resourceType"] = "Appointment",
            ["id"] = booked.Id,
            ["identifier"] = EhrBook.Identifiers("appointments", booked.Id.ToUpperInvariant()),
            ["status"] = status,
            ["start"] = EhrBook.Local(booked.Start),
            ["end"] = EhrBook.Local(booked.Start.AddHours(2)),
            ["minutesDuration"] = 120,
            ["participant"] = new JsonArray(
                new JsonObject { ["actor"] = EhrBook.Patient(booked.Id), ["status"] = "accepted" },
                new JsonObject { ["actor"] = EhrBook.Logical("practitioners", "S1001"), ["status"] = "accepted" },
                new JsonObject { ["actor"] = EhrBook.Logical("rooms", "OR-3"), ["status"] = "accepted" }),
        };
        if (booked.ByRequest)
        {
            appointment["basedOn"] = new JsonArray(EhrBook.Reference($"ServiceRequest/sr-{booked.Id}"));
        }
        else
        {
            appointment["serviceType"] = new JsonArray(EhrBook.Code(booked.Procedure, "http://www.ama-assn.org/go/cpt"));
        }

        return appointment;
    }

    private void Expect(Case booked)
    {
        var transfer = Transfer(booked);
        book.Expect("transfer", transfer.Key, transfer.Content);
    }

    private static ExpectedTransfer Transfer(Case booked) => new(
        "CASE",
        null,
        EhrBook.Place.Use!,
        DayBook.Utc(booked.Start.AddMinutes(-EhrBook.Place.Lead)),
        false,
        [.. CaseStories.Cards[booked.Procedure].Select(line => new ExpectedLine(line.Item, line.Quantity, "Units"))]);

    /// <param name="ByRequest">The procedure stands in the ServiceRequest.</param>
    private sealed record Case(string Id, DateTimeOffset Start, string Procedure, bool ByRequest);
}
