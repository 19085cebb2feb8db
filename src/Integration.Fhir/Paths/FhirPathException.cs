namespace Integration.Fhir.Paths;

public enum FhirPathFailure
{
    /// <summary>One value is needed where there are several (FHIRPath N1, 4.5 Singleton Evaluation of Collections).</summary>
    NotSingle,

    /// <summary>An operator or function was given a value of a type it does not take.</summary>
    WrongType,

    /// <summary>A primitive does not hold what its type says (<c>2026-13-45</c> as a date), or more digits than are reckoned exactly.</summary>
    Unreadable,

    /// <summary>A moment was moved out of the years 1 to 9999 (FHIRPath N1, 6.7).</summary>
    OutOfRange,

    /// <summary>The evaluation looked at more elements than <see cref="FhirPathOptions.MaxVisits"/>.</summary>
    TooMuchWork,

    /// <summary>A collection grew beyond <see cref="FhirPathOptions.MaxItems"/>.</summary>
    TooManyItems,

    /// <summary>A text grew beyond <see cref="FhirPathOptions.MaxText"/>.</summary>
    TextTooLong,
}

/// <summary>An expression cannot be evaluated on this element. The message names places in the expression and types, never a value.</summary>
public sealed class FhirPathException(FhirPathFailure failure, int position, string message) : Exception($"character {position + 1}: {message}")
{
    public FhirPathFailure Failure { get; } = failure;

    /// <summary>The character of the expression, from 0.</summary>
    public int Position { get; } = position;
}
