using Integration.Fhir.Elements;
using Integration.Fhir.Paths;

namespace Integration.SystemTests.Fhir;

/// <summary>A line of expressions.tsv.</summary>
/// <param name="File">Of the corpus.</param>
/// <param name="Expected">What it gives: values with semicolons between them, the place of a complex element, <c>''</c> for the empty text, <c>{}</c> for nothing, <c>error</c>.</param>
/// <param name="Reference">What the reference implementation gives where that is something else; else empty.</param>
/// <param name="Clause">Why, with the clause of the specification that decides.</param>
internal sealed record Expression(string File, string Text, string Expected, string Reference, string Clause)
{
    public static Expression Of(string line) => line.Split('\t') switch
    {
        [var file, var text, var expected] => new Expression(file, text, expected, "", ""),
        [var file, var text, var expected, var reference, { Length: > 0 } clause] => new Expression(file, text, expected, reference, clause),
        _ => throw new FormatException($"expected three or five cells: {line}"),
    };

    public string Evaluate(FhirElement root)
    {
        var (path, _) = FhirPath.Compile(Text);
        if (path is null)
        {
            return "error";
        }

        try
        {
            var values = path.Evaluate(root, new FhirPathContext(reference => Find(root, reference)));
            return values.Count == 0 ? "{}" : string.Join(" ; ", values.Select(Shown));
        }
        catch (FhirPathException)
        {
            return "error";
        }
    }

    private static string Shown(PathValue value) => value.Text is "" ? "''" : (value.Text ?? value.Element!.Location).Replace("\n", "\\n", StringComparison.Ordinal);

    private static FhirElement? Find(FhirElement bundle, FhirElement reference) =>
        bundle.Named("entry").FirstOrDefault(entry => entry.First("fullUrl")?.Text is { } url && url.EndsWith(reference.First("reference")?.Text ?? "?", StringComparison.Ordinal))?.First("resource");
}
