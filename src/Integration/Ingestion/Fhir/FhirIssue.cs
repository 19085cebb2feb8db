using Integration.Fhir.Elements;

namespace Integration.Ingestion.Fhir;

/// <summary>One issue of an OperationOutcome (FHIR R4, OperationOutcome.issue).</summary>
/// <param name="Severity"><c>error</c>, <c>warning</c> or <c>information</c>.</param>
/// <param name="Code">Of the value set IssueType.</param>
/// <param name="Text">For people; never what was sent.</param>
/// <param name="Expression">The element: FHIRPath; empty for none.</param>
internal sealed record FhirIssue(string Severity, string Code, string Text, string Expression)
{
    public static FhirIssue Error(string code, string text, string expression = "") => new("error", code, text, expression);

    public static FhirIssue Information(string text, string expression = "") => new("information", "informational", text, expression);

    public static FhirIssue Of(FhirProblem problem) => new(
        problem.Severity == FhirSeverity.Error ? "error" : "warning",
        CodeOf(problem.Rule),
        problem.Place.Length == 0 || problem.Place.Contains('?', StringComparison.Ordinal) ? $"expected {problem.Expected} (byte {problem.ByteOffset})" : $"expected {problem.Expected}",
        problem.Place.StartsWith("line ", StringComparison.Ordinal) ? "" : WithoutUnknown(problem.Place));

    /// <summary>The status an answer has whose first error this is.</summary>
    public static int StatusOf(FhirProblem problem) => problem.Rule switch
    {
        "NotJson" or "NotUtf8" => 400,
        "TooLong" or "TooMany" => 413,
        _ => 422,
    };

    /// <summary>A question mark is no FHIRPath: what holds the unknown element is pointed at.</summary>
    private static string WithoutUnknown(string place)
    {
        var at = place.IndexOf('?', StringComparison.Ordinal);
        return at < 0 ? place : place[..at].TrimEnd('.');
    }

    private static string CodeOf(string rule) => rule switch
    {
        "NotJson" or "NotUtf8" or "WrongKind" or "DuplicateKey" or "NotOne" or "NotAList" or "NotAResource" or "SeveralChoices" or "BadEscape" or "Empty" => "structure",
        "Required" or "RequiredElement" => "required",
        "TooLong" or "TooMany" or "TooManyElements" or "TooDeep" => "too-long",
        "NotOffered" => "not-supported",
        "Overlapping" or "DuplicateFullUrl" => "duplicate",
        _ => "invalid",
    };
}
