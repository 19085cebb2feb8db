using Integration.Hl7v2.Message;

namespace Integration.Hl7v2.Conformance;

/// <summary>Collects findings, within a bound.</summary>
internal sealed class Findings(int most)
{
    private readonly List<Hl7Finding> _all = [];

    public IReadOnlyList<Hl7Finding> All => _all;

    public void Warn(string rule, Hl7Location location, string expected, string found = "") => Add(Hl7Severity.Warning, rule, location, expected, found);

    public void Note(string rule, Hl7Location location, string expected, string found = "") => Add(Hl7Severity.Note, rule, location, expected, found);

    public void Add(Hl7Severity severity, string rule, Hl7Location location, string expected, string found)
    {
        if (_all.Count < most)
        {
            _all.Add(new Hl7Finding(severity, rule, location, expected, Masking.Excerpt(found)));
        }
    }
}
