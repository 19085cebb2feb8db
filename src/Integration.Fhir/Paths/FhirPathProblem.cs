using System.Globalization;

namespace Integration.Fhir.Paths;

/// <summary>Why an expression was refused.</summary>
/// <param name="Position">The character at which it was seen, from 0.</param>
/// <param name="Rule">A name for the kind of problem, in one word: <c>Syntax</c>, <c>UnknownFunction</c>, <c>UnknownElement</c>, <c>UnknownType</c>, <c>UnknownVariable</c>, <c>NoClock</c>, <c>Arguments</c>, <c>Literal</c>, <c>Pattern</c>, <c>TooLong</c>, <c>TooDeep</c>.</param>
/// <param name="Expected">What was expected there, in words.</param>
public sealed record FhirPathProblem(int Position, string Rule, string Expected)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"character {Position + 1}: {Expected}");
}

/// <summary>A compiled path, or why there is none. Exactly one of both is there.</summary>
public sealed record FhirPathCompilation(FhirPath? Path, FhirPathProblem? Problem);
