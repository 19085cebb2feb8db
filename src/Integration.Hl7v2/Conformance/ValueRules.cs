using System.Globalization;
using System.Text.RegularExpressions;
using Integration.Hl7v2.Message;

namespace Integration.Hl7v2.Conformance;

/// <summary>What a value of a data type looks like (HL7 v2.9.1 chapter 2A).</summary>
internal static partial class ValueRules
{
    public static void Check(string type, Hl7Value value, Findings findings)
    {
        var location = value.Location with { SubComponent = 0, Component = value.Location.Component == 1 ? 0 : value.Location.Component };
        switch (type)
        {
            case "DTM" or "TS":
                CheckTimestamp(value.Text, location, findings);
                break;
            case "DT" when !Date().IsMatch(value.Text):
                findings.Warn("NotADate", location, "YYYYMMDD", value.Text);
                break;
            case "TM" when !Time().IsMatch(value.Text):
                findings.Warn("NotATime", location, "HHMMSS", value.Text);
                break;
            case "NM" when !decimal.TryParse(value.Text.Trim(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _):
                findings.Warn("NotANumber", location, "a decimal number", value.Text);
                break;
            case "SI" when !int.TryParse(value.Text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out _):
                findings.Warn("NotASetId", location, "a whole number", value.Text);
                break;
            case "XTN" when !Telephone().IsMatch(value.Text):
                findings.Note("NotATelephone", location, "[country](area)number, without blanks", value.Text);
                break;
        }
    }

    /// <summary>A coded value: the code and the system it belongs to.</summary>
    public static void CheckCode(Hl7Segment segment, int field, int repetition, Findings findings)
    {
        var code = segment.Read(field, repetition, 1);
        var system = segment.Read(field, repetition, 3);
        if (code.HasValue && !system.HasValue)
        {
            findings.Note("CodeWithoutSystem", system.Location, "the coding system the code belongs to (table 0396)");
        }
        else if (system.HasValue && system.Text.AsSpan().Trim().ContainsAny(" \t"))
        {
            findings.Warn("CodingSystem", system.Location, "the name of a coding system (table 0396) or an object identifier", system.Text);
        }
    }

    private static void CheckTimestamp(string text, Hl7Location location, Findings findings)
    {
        if (!Hl7Timestamp.Parse(text).TryGet(out _, out var problem))
        {
            findings.Warn("NotATimestamp", location, $"at character {problem.Position + 1} {problem.Expected}", text);
        }
        else if (!Timestamp().IsMatch(text))
        {
            findings.Note("DeformedTimestamp", location, "YYYYMMDDHHMMSS[.SSSS][+/-ZZZZ]; it was read all the same", text);
        }
    }

    [GeneratedRegex(@"^\d{4}(\d\d(\d\d(\d\d(\d\d(\d\d(\.\d{1,4})?)?)?)?)?)?([+-]\d{4})?$", RegexOptions.CultureInvariant)]
    private static partial Regex Timestamp();

    [GeneratedRegex(@"^\d{4}((0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])?)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Date();

    [GeneratedRegex(@"^([01]\d|2[0-3])([0-5]\d([0-5]\d(\.\d{1,4})?)?)?([+-]\d{4})?$", RegexOptions.CultureInvariant)]
    private static partial Regex Time();

    [GeneratedRegex(@"^\+?[0-9]{0,4}(\([0-9]{1,5}\))?[0-9./-]+([XBC].*)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Telephone();
}
