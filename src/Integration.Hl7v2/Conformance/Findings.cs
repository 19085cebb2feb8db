using Integration.Hl7v2.Message;

namespace Integration.Hl7v2.Conformance;

/// <summary>Collects findings, within a bound.</summary>
internal sealed class Findings(int most)
{
    private const int ExcerptLength = 24;
    private readonly List<Hl7Finding> _all = [];

    public IReadOnlyList<Hl7Finding> All => _all;

    public void Warn(string rule, Hl7Location location, string expected, string found = "") => Add(Hl7Severity.Warning, rule, location, expected, found);

    public void Note(string rule, Hl7Location location, string expected, string found = "") => Add(Hl7Severity.Note, rule, location, expected, found);

    public void Add(Hl7Severity severity, string rule, Hl7Location location, string expected, string found)
    {
        if (_all.Count < most)
        {
            _all.Add(new Hl7Finding(severity, rule, location, expected, Shape(found)));
        }
    }

    /// <summary>Letters as x, digits as 9: enough to see a wrong format, too little to know a patient by.</summary>
    private static string Shape(string text) =>
        string.Create(Math.Min(ExcerptLength, text.Length), text, static (masked, source) =>
        {
            for (var i = 0; i < masked.Length; i++)
            {
                masked[i] = char.IsLetter(source[i]) ? 'x' : char.IsDigit(source[i]) ? '9' : source[i] is >= ' ' and <= '~' ? source[i] : '?';
            }
        });
}
