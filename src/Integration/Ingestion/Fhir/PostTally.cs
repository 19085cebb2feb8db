using Integration.Fhir.Bundles;

namespace Integration.Ingestion.Fhir;

/// <summary>Counts what became of the entries of a bundle whose answer is one outcome, and keeps the first of each kind to tell.</summary>
internal sealed class PostTally
{
    public const string InCompany = "No mapping of this interface takes this type: it is kept only with what it belongs to.";

    private readonly List<FhirIssue> _told = [];
    private int _taken;
    private int _company;

    public int Refused { get; private set; }

    /// <summary>Nothing is a message here, and nothing wants to be one.</summary>
    public bool IsNothing => _taken == 0 && Refused == 0;

    public IEnumerable<FhirIssue> Issues => [.. _told, FhirIssue.Information($"{_taken} changes are taken, {Refused} refused, and {_company} kept with them.")];

    public void Add(FhirPart part)
    {
        if (part.IsRefused)
        {
            Refused++;
        }
        else if (part.Change is null)
        {
            _company++;
        }
        else
        {
            _taken++;
        }

        var issues = part is { IsRefused: false, Change: null } ? [FhirIssue.Information(InCompany, part.Location)] : part.Problems.Select(FhirIssue.Of);
        _told.AddRange(issues.Take(FhirPosts.MostTold - _told.Count));
    }
}
