using System.Text.Json.Nodes;

namespace Integration.Sandbox.Hospital.Ehr;

internal enum EhrWay
{
    /// <summary>Written on the EHR's server, which tells of it and can be asked for it.</summary>
    Written,

    /// <summary>Deleted on the EHR's server.</summary>
    Deleted,

    /// <summary>Posted to the interface by the EHR, and not on its server.</summary>
    Posted,

    /// <summary>Posted to the interface as a message (<c>$process-message</c>).</summary>
    Processed,
}

/// <summary>One thing the EHR does.</summary>
/// <param name="Round">From 1; what is of one round may be told in any order, and the next begins when all of it has arrived.</param>
/// <param name="Body">The resource or bundle; of a deletion, its type and id.</param>
/// <param name="Messages">How many changes of resources it holds that the interface takes.</param>
internal sealed record EhrStep(int Round, EhrWay Way, JsonObject Body, int Messages);

/// <summary>What an EHR does within the demo, and what it should lead to.</summary>
/// <param name="Outcomes">How many messages end how, by the journal's word.</param>
internal sealed record EhrDay(IReadOnlyList<EhrStep> Steps, IReadOnlyList<ExpectedRecord> Expected, IReadOnlyDictionary<string, int> Outcomes)
{
    /// <summary>The hospital whose EHR it is.</summary>
    public const string Feed = "north-ehr";

    /// <summary>Told from a seed, as <see cref="Network.NetworkDay"/>, and at other minutes, beds and devices, so that neither hides what the other should lead to.</summary>
    /// <param name="types">Resource types the interface takes: nothing is told of others.</param>
    public static EhrDay Tell(int seed, DateTimeOffset now, IReadOnlyCollection<string> types)
    {
        var book = new EhrBook(new Network.DayBook(seed, now));
        if (types.Contains("Appointment")) new EhrCaseStories(book).Tell(24);
        if (types.Contains("SupplyRequest") && types.Contains("Task")) new EhrRequisitionStories(book).Tell(20);
        if (types.Contains("Encounter")) new EhrVisitStories(book).Tell();
        if (types.Contains("Observation")) new EhrDeviceStories(book).Tell();
        if (types.Contains("ChargeItem")) new EhrChargeStories(book).Tell(30);
        return book.Close();
    }
}
