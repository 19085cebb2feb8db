namespace Integration.Fhir.Paths;

/// <summary>The bounds of one expression and of one evaluation of it.</summary>
public sealed record FhirPathOptions
{
    internal static FhirPathOptions Default { get; } = new();

    /// <summary>Characters of an expression.</summary>
    public int MaxLength { get; init; } = 4_000;

    /// <summary>How deep parentheses, steps and operators may be nested in an expression.</summary>
    public int MaxDepth { get; init; } = 100;

    /// <summary>Elements looked at in one evaluation, comparisons included: a message of some megabytes read a few times over.</summary>
    public int MaxVisits { get; init; } = 1_000_000;

    /// <summary>Items of any one collection of an evaluation.</summary>
    public int MaxItems { get; init; } = 10_000;

    /// <summary>Characters of a text an evaluation puts together. What an element holds may be longer.</summary>
    public int MaxText { get; init; } = 100_000;
}
