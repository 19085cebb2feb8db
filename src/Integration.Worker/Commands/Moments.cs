using System.Globalization;
using Integration.Worker.Hosting;

namespace Integration.Worker.Commands;

/// <summary>Instants as people type them: a date, a time in UTC, or how long ago.</summary>
internal static class Moments
{
    private static readonly string[] s_forms = ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ssZ", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ssZ"];

    public const string Forms = "2026-11-22, 2026-11-22T03:00 (UTC), or how long ago: 30m, 8h, 2d";

    /// <exception cref="SettingsException">It is none.</exception>
    public static DateTimeOffset? Read(string option, string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (DateTimeOffset.TryParseExact(text, s_forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant))
        {
            return instant;
        }

        if (text.Length > 1 && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count) && Unit(text[^1]) is { } unit && count <= TimeSpan.FromDays(36500) / unit)
        {
            return TimeProvider.System.GetUtcNow() - (unit * count);
        }

        throw new SettingsException([$"{option}: '{text}' is no time; write {Forms}."]);
    }

    private static TimeSpan? Unit(char letter) => letter switch
    {
        'm' => TimeSpan.FromMinutes(1),
        'h' => TimeSpan.FromHours(1),
        'd' => TimeSpan.FromDays(1),
        _ => null,
    };
}
