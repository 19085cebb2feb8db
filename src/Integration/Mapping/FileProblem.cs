namespace Integration.Mapping;

/// <summary>One thing that is wrong in a file people write: a mapping, a code table's seed, the list of interfaces.</summary>
/// <param name="File">As opened.</param>
/// <param name="Line">From 1; 0 when the file as a whole is meant.</param>
/// <param name="Message">What is wrong, and what would be right.</param>
public sealed record FileProblem(string File, int Line, string Message)
{
    public override string ToString() => Line == 0 ? $"{File}: {Message}" : $"{File}:{Line}: {Message}";
}
