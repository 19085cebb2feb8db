namespace Integration.Worker.Doctor;

/// <summary>One line of the doctor's report.</summary>
/// <param name="Subject">What was looked at.</param>
/// <param name="Remedy">What to do; null when nothing needs doing.</param>
internal sealed record Finding(string Subject, FindingState State, string Detail, string? Remedy)
{
    public static Finding Good(string subject, string detail) => new(subject, FindingState.Good, detail, null);

    public static Finding Warning(string subject, string detail, string remedy) => new(subject, FindingState.Warning, detail, remedy);

    public static Finding Bad(string subject, string detail, string remedy) => new(subject, FindingState.Bad, detail, remedy);
}

internal enum FindingState
{
    Good,
    Warning,
    Bad,
}
