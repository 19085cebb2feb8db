using System.Globalization;

namespace Integration.Odoo;

/// <summary>Odoo's only two forms of time: <c>YYYY-MM-DD HH:MM:SS</c>, in UTC as every call asks, and <c>YYYY-MM-DD</c>.</summary>
public static class OdooFormats
{
    private const string InstantForm = "yyyy-MM-dd HH:mm:ss";
    private const string DateForm = "yyyy-MM-dd";

    public static string Instant(DateTimeOffset instant) => instant.UtcDateTime.ToString(InstantForm, CultureInfo.InvariantCulture);

    public static string Date(DateOnly date) => date.ToString(DateForm, CultureInfo.InvariantCulture);

    /// <exception cref="FormatException">The text is not in Odoo's form.</exception>
    public static DateTimeOffset ParseInstant(string text) =>
        DateTimeOffset.ParseExact(text, InstantForm, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    /// <exception cref="FormatException">The text is not in Odoo's form.</exception>
    public static DateOnly ParseDate(string text) => DateOnly.ParseExact(text, DateForm, CultureInfo.InvariantCulture);
}
