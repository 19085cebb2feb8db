using Integration.Fhir.Elements;

namespace Integration.Fhir.Paths;

/// <summary>One evaluation: the element it began with, and how much it has looked at.</summary>
internal sealed class PathRun(FhirElement focus, FhirPathContext context, FhirPathOptions options)
{
    private int _visits;

    public FhirElement Focus { get; } = focus;

    public FhirPathContext Context { get; } = context;

    /// <summary>Counts what is looked at, so that no input and no expression keeps an evaluation going.</summary>
    public void Visit(int count, int position)
    {
        _visits += count;
        if (_visits > options.MaxVisits)
        {
            throw new FhirPathException(FhirPathFailure.TooMuchWork, position, $"the evaluation looked at more than {options.MaxVisits} elements");
        }
    }

    public List<PathValue> Bounded(List<PathValue> items, int position) => items.Count <= options.MaxItems
        ? items
        : throw new FhirPathException(FhirPathFailure.TooManyItems, position, $"the collection has more than {options.MaxItems} items");

    public void CheckText(long length, int position)
    {
        if (length > options.MaxText)
        {
            throw new FhirPathException(FhirPathFailure.TextTooLong, position, $"the text has more than {options.MaxText} characters");
        }
    }
}
