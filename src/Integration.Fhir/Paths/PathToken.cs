namespace Integration.Fhir.Paths;

internal enum PathTokenKind
{
    /// <summary>A name, also one of the words that are operators.</summary>
    Name,

    /// <summary>A name in backticks: never an operator.</summary>
    Delimited,
    Text,
    Number,

    /// <summary>Without its <c>@</c>.</summary>
    Temporal,

    /// <summary><c>$this</c>, with its sign.</summary>
    Special,

    /// <summary>Without its <c>%</c>.</summary>
    Variable,
    Symbol,
    End,
}

/// <param name="Text">What is meant: without quotes and escapes.</param>
/// <param name="Position">The character at which it begins, from 0.</param>
internal readonly record struct PathToken(PathTokenKind Kind, string Text, int Position)
{
    public bool IsSymbol(string symbol) => Kind == PathTokenKind.Symbol && Text == symbol;

    public bool IsWord(string word) => Kind == PathTokenKind.Name && Text == word;
}

/// <summary>Carries the first problem out of the lexer and the parser; it never leaves <see cref="FhirPath.Compile(string)"/>.</summary>
internal sealed class PathRefusal(FhirPathProblem problem) : Exception(problem.ToString())
{
    public FhirPathProblem Problem { get; } = problem;

    public static PathRefusal At(int position, string rule, string expected) => new(new FhirPathProblem(position, rule, expected));
}
