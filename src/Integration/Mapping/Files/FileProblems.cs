namespace Integration.Mapping.Files;

/// <summary>Collects what is wrong, so that a person mends all of it at once.</summary>
internal sealed class FileProblems
{
    private readonly List<FileProblem> _all = [];

    public int Count => _all.Count;

    public void Add(string file, int line, string message) => _all.Add(new FileProblem(file, line, message));

    /// <summary>By file and line, each once.</summary>
    public IReadOnlyList<FileProblem> InOrder() =>
        [.. _all.Distinct().OrderBy(problem => problem.File, StringComparer.Ordinal).ThenBy(problem => problem.Line)];
}
