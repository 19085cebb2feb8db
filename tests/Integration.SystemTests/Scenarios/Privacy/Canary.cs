using System.Text;

namespace Integration.SystemTests.Scenarios.Privacy;

/// <summary>
/// A patient who does not exist, made of words that stand nowhere else, and every form those words take when somebody hides or mangles them. Compared without case.
/// </summary>
internal sealed class Canary
{
    private const string Letters = "bcdfghjklmnpqrstvwxz";

    private readonly List<(string Word, string Form)> _forms;

    public Canary()
    {
        (Family, Given, Half, OtherHalf) = (Word(), Word(), Word(), Word());
        (Street, Town) = (Word(), Word());
        (Mrn, Account, Phone) = (Digits(11), Digits(12), Digits(10));
        BirthDate = $"18{Random.Shared.Next(10, 100)}{Random.Shared.Next(1, 13):00}{Random.Shared.Next(10, 29)}";
        var words = new[] { Family, Given, Half, OtherHalf, Street, Town, Mrn, Account, Phone, $"{BirthDate[..4]}-{BirthDate[4..6]}-{BirthDate[6..]}" };
        // A birth date alone is eight digits, which some counter may pass through: it is looked for with what stands around it wherever it is put.
        _forms = [.. words.SelectMany(word => FormsOf(word).Distinct(StringComparer.OrdinalIgnoreCase).Select(form => (word, form))), (BirthDate, $"|{BirthDate}"), (BirthDate, $"'{BirthDate}"), (BirthDate, $"\"{BirthDate}"), (BirthDate, $" {BirthDate}")];
    }

    public string Family { get; }

    public string Given { get; }

    /// <summary>With <see cref="OtherHalf"/> a name of two parts, joined by an ampersand or cut apart by a separator.</summary>
    public string Half { get; }

    public string OtherHalf { get; }

    public string Street { get; }

    public string Town { get; }

    public string Mrn { get; }

    public string Account { get; }

    public string BirthDate { get; }

    public string Phone { get; }

    /// <summary>Everything about the patient as a sentence.</summary>
    public string Story => $"{Given} {Family} born {BirthDate} MRN {Mrn} account {Account} of {Street} {Town} phone {Phone}";

    public string Base64 => Convert.ToBase64String(Encoding.UTF8.GetBytes(Story));

    /// <summary>Written as HL7's hexadecimal escape: <c>\X..\</c>.</summary>
    public string Escaped => $@"\X{Convert.ToHexString(Encoding.UTF8.GetBytes(Family))}\ {Half}\T\{OtherHalf}";

    /// <summary>PID as senders fill it, and as they should not.</summary>
    public string Pid => $"PID|1|{Mrn}|{Mrn}^^^NORTH^MR~{Account}^^^NORTH^AN|{Mrn}|{Family}^{Given}^{Half}\\T\\{OtherHalf}~{Family.ToUpperInvariant()}^{Given.ToUpperInvariant()}|{Family}^{Given}|{BirthDate}|F|{Half}&{OtherHalf}^{Given}|1|{Street}^^{Town}^NY^{Phone}||{Phone}^PRN^PH^^1^{Phone[..3]}^{Phone[3..]}|{Phone}||||{Account}|{Mrn}";

    /// <summary>What of the patient stands in a text: each word once, with the form it was found in and what is around it.</summary>
    public IReadOnlyList<string> FoundIn(string place, string text)
    {
        var found = new List<string>();
        foreach (var word in _forms.GroupBy(form => form.Word))
        {
            foreach (var (_, form) in word)
            {
                var at = text.IndexOf(form, StringComparison.OrdinalIgnoreCase);
                if (at >= 0)
                {
                    var from = Math.Max(0, at - 120);
                    found.Add($"{place}: {word.Key} as '{form}': …{text[from..Math.Min(text.Length, at + form.Length + 60)]}…");
                    break;
                }
            }
        }

        return found;
    }

    private static IEnumerable<string> FormsOf(string word)
    {
        yield return word;
        foreach (var written in new[] { word, word.ToUpperInvariant(), word.ToLowerInvariant() })
        {
            var bytes = Encoding.UTF8.GetBytes(written);
            yield return Convert.ToHexString(bytes);
            for (var shift = 0; shift < 3; shift++)
            {
                // What stands before and after in the same text changes the first and the last signs: only those between are sure.
                var sure = Convert.ToBase64String([.. new byte[shift], .. bytes, .. new byte[(3 - ((shift + bytes.Length) % 3)) % 3]]);
                var first = shift == 0 ? 0 : 4;
                var last = (shift + bytes.Length) % 3 == 0 ? sure.Length : sure.Length - 4;
                yield return sure[first..last];
            }
        }
    }

    /// <summary>Twelve consonants and vowels: nothing that a dictionary, a hash or a code would hold.</summary>
    private static string Word()
    {
        var word = string.Concat(Enumerable.Range(0, 6).Select(_ => $"{Letters[Random.Shared.Next(Letters.Length)]}{"aeiouy"[Random.Shared.Next(6)]}"));
        return char.ToUpperInvariant(word[0]) + word[1..];
    }

    private static string Digits(int count) => string.Concat(Enumerable.Range(0, count).Select(at => (char)('0' + Random.Shared.Next(at == 0 ? 7 : 0, 10))));
}
