using System.CommandLine;

namespace Integration.Worker.Commands;

/// <summary>The command line: one verb a file.</summary>
internal static class RootVerb
{
    public static RootCommand Create() => new("Carries operational facts from clinical systems (HL7 v2) into Odoo, and proves what became of every message.")
    {
        RunVerb.Create(),
        DemoVerb.Create(),
        DrillVerb.Create(),
        BenchVerb.Create(),
        InspectVerb.Create(),
        SendVerb.Create(),
        ListenVerb.Create(),
        PreviewVerb.Create(),
        ReconcileVerb.Create(),
        SurplusVerb.Create(),
        StatusVerb.Create(),
        AdoptVerb.Create(),
        LedgerVerb.Create(),
        QueuesVerb.Create(),
        FeedsVerb.Create(),
        CensusVerb.Create(),
        EventsVerb.Create(),
        ExceptionsVerb.Create(),
        FailuresVerb.Create(),
        PauseVerb.Create(),
        ResumeVerb.Create(),
        UnmappedVerb.Create(),
        MapCodeVerb.Create(),
        MasterVerb.Create(),
        ProvisionVerb.Create(),
        ReleaseVerb.Create(),
        ReplayVerb.Create(),
        BreaksVerb.Create(),
        SettleVerb.Create(),
        AuditVerb.Create(),
        BindOdooVerb.Create(),
        RotateKeyVerb.Create(),
        DoctorVerb.Create(),
    };
}

/// <summary>What the shell learns.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>It ran, and what it found is not as it should be.</summary>
    public const int Found = 1;

    /// <summary>The settings or the arguments cannot be used; nothing was done.</summary>
    public const int Unusable = 2;

    /// <summary>Something that is needed does not answer.</summary>
    public const int Unavailable = 3;

    /// <summary>This program is wrong.</summary>
    public const int Defect = 4;
}
