using System.Collections.Immutable;
using Integration.Odoo.Wire;

namespace Integration.Odoo;

/// <summary>
/// What Odoo's refusals mean, as one table read from top to bottom (OdooFaults.csv). An exception of Odoo means that it rolled its transaction back, so the
/// outcome is known; a status of 500 and above may come from a proxy while Odoo goes on working.
/// </summary>
public static class OdooFaults
{
    internal const string AccessDenied = "odoo.exceptions.AccessDenied";

    private const int LongestSentence = 300;

    private static readonly (ImmutableArray<OdooFaultRow> Rows, IReadOnlyList<string> Errors) Read = OdooFaultTable.Read(Embedded());

    /// <summary>The first row that fits decides.</summary>
    public static ImmutableArray<OdooFaultRow> Table => Read.Rows;

    /// <summary>What is wrong with the table, with lines; to be looked at before anything starts.</summary>
    public static IReadOnlyList<string> Errors => Read.Errors;

    /// <summary>An exception of Odoo decides by its name, whatever status it travels under; the status speaks only where there is none.</summary>
    internal static OdooFault Of(OdooReply reply, string? exception, string message)
    {
        var source = exception is not null ? OdooFaultTable.Error : reply.RetryAfter is null ? OdooFaultTable.Http : OdooFaultTable.HttpRetryAfter;
        var row = RowFor(source, exception, exception is null ? reply.Status : null, message);
        return new OdooFault(row.Kind, row.OutcomeUnknown, exception, Sentence(message)) { RetryAfter = reply.RetryAfter, Remedy = row.Remedy };
    }

    /// <summary>What a message of <c>load()</c> means; the call wrote nothing whatever it is.</summary>
    internal static OdooFaultRow OfLoad(string message) => RowFor(OdooFaultTable.Load, null, null, message);

    internal static OdooFaultRow RowFor(string source, string? exception, int? status, string message) =>
        Table.First(row => row.Fits(source, exception, status, message));

    internal static OdooFault LoginDenied(string sentence) =>
        new(OdooFaultKind.AccessDenied, false, AccessDenied, sentence) { Remedy = RowFor(OdooFaultTable.Error, AccessDenied, null, sentence).Remedy };

    /// <summary>The call was answered, so it was done, but not in the shape its method has.</summary>
    internal static OdooFault Shape(string expected) => new(OdooFaultKind.Defect, true, null, $"Odoo's answer is not {expected}.");

    /// <summary>The first line without control characters, at most 300 characters: what follows may be a traceback or a database's row.</summary>
    internal static string Sentence(string message)
    {
        var line = message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "";
        if (line.StartsWith("Traceback ", StringComparison.Ordinal)) line = "Odoo raised an error.";
        line = string.Concat(line.Where(character => !char.IsControl(character)));
        return line.Length <= LongestSentence ? line : string.Concat(line.AsSpan(0, LongestSentence - 1), "…");
    }

    private static string Embedded()
    {
        using var reader = new StreamReader(typeof(OdooFaults).Assembly.GetManifestResourceStream("Integration.Odoo.OdooFaults.csv")!);
        return reader.ReadToEnd();
    }
}
