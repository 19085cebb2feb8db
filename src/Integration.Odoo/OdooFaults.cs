using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Integration.Odoo.Wire;

namespace Integration.Odoo;

/// <summary>One line of the table: what must be equal or match (null: anything), and what it means.</summary>
internal sealed record OdooFaultRow(string? Name, int? Status, Regex? Message, OdooFaultKind Kind, bool OutcomeUnknown = false);

/// <summary>
/// What Odoo's refusals mean, as one table read from top to bottom. An error object means that Odoo rolled its transaction back, so the outcome is known;
/// a status of 500 and above may come from a proxy while Odoo goes on working.
/// </summary>
public static class OdooFaults
{
    /// <summary>Stands in the place of an exception's name for a message of <c>load()</c>.</summary>
    internal const string LoadMessage = "load";

    internal const string AccessDenied = "odoo.exceptions.AccessDenied";

    private const int LongestSentence = 300;

    internal static ImmutableArray<OdooFaultRow> Table { get; } =
    [
        // Conflicts come under the names of psycopg2 and, from load(), as mere messages for every record.
        new(null, null, Like("could not serialize access|deadlock detected|could not obtain lock"), OdooFaultKind.Conflict),
        new("psycopg2.errors.SerializationFailure", null, null, OdooFaultKind.Conflict),
        new("psycopg2.errors.DeadlockDetected", null, null, OdooFaultKind.Conflict),
        new("psycopg2.errors.LockNotAvailable", null, null, OdooFaultKind.Conflict),
        new("odoo.exceptions.LockError", null, null, OdooFaultKind.Conflict),

        new(AccessDenied, null, null, OdooFaultKind.AccessDenied),
        new("odoo.exceptions.AccessError", null, null, OdooFaultKind.AccessDenied),
        new("odoo.http.SessionExpiredException", null, null, OdooFaultKind.AccessDenied),
        new(null, null, Like("You are not allowed to (access|create|modify|delete)"), OdooFaultKind.AccessDenied),
        new(null, null, Like("top-secret records"), OdooFaultKind.AccessDenied),
        new(null, null, Like("Access to unauthorized or invalid companies"), OdooFaultKind.AccessDenied),
        new(null, null, Like("seems to be a multi-company issue"), OdooFaultKind.AccessDenied),

        // The key, on /json/2.
        new("werkzeug.exceptions.Unauthorized", null, null, OdooFaultKind.AccessDenied),

        new("odoo.exceptions.MissingError", null, null, OdooFaultKind.MissingRecord),
        new(LoadMessage, null, Like("^No matching record found for "), OdooFaultKind.MissingRecord),
        new("builtins.ValueError", null, Like("^External ID not found in the system"), OdooFaultKind.MissingRecord),

        new("odoo.exceptions.UserError", null, Like("^Object .* doesn't exist"), OdooFaultKind.Defect),
        new("odoo.exceptions.UserError", null, null, OdooFaultKind.Rejected),
        new("odoo.exceptions.ValidationError", null, null, OdooFaultKind.Rejected),
        new("odoo.exceptions.RedirectWarning", null, null, OdooFaultKind.Rejected),
        new("psycopg2.errors.UniqueViolation", null, null, OdooFaultKind.Rejected),
        new("psycopg2.errors.NotNullViolation", null, null, OdooFaultKind.Rejected),
        new("psycopg2.errors.CheckViolation", null, null, OdooFaultKind.Rejected),
        new("psycopg2.errors.ForeignKeyViolation", null, null, OdooFaultKind.Rejected),

        // The database is not there, or not yet; or its server went away in the middle of the work.
        new("psycopg2.OperationalError", null, Like("database .* does not exist|Connection refused"), OdooFaultKind.Unavailable),
        new("psycopg2.OperationalError", null, null, OdooFaultKind.Unavailable, OutcomeUnknown: true),
        new("psycopg2.InterfaceError", null, null, OdooFaultKind.Unavailable, OutcomeUnknown: true),
        new("psycopg2.errors.AdminShutdown", null, null, OdooFaultKind.Unavailable, OutcomeUnknown: true),
        new("psycopg2.pool.PoolError", null, null, OdooFaultKind.Throttled),

        new(LoadMessage, null, Like("^Unknown error during import|^Unknown database error"), OdooFaultKind.Defect),
        new(LoadMessage, null, Like("^Invalid field"), OdooFaultKind.Defect),
        new(LoadMessage, null, null, OdooFaultKind.Rejected),

        new(null, 429, null, OdooFaultKind.Throttled),
        new(null, 401, null, OdooFaultKind.AccessDenied),
        new(null, 403, null, OdooFaultKind.AccessDenied),
        new(null, 404, null, OdooFaultKind.Unavailable),
        new(null, 408, null, OdooFaultKind.Unavailable, OutcomeUnknown: true),
        new(null, 500, null, OdooFaultKind.Unavailable, OutcomeUnknown: true),
        new(null, 502, null, OdooFaultKind.Unavailable, OutcomeUnknown: true),
        new(null, 503, null, OdooFaultKind.Unavailable, OutcomeUnknown: true),
        new(null, 504, null, OdooFaultKind.Unavailable, OutcomeUnknown: true),

        new(null, null, null, OdooFaultKind.Defect),
    ];

    /// <summary>What an exception of Odoo, a status of HTTP, or both mean.</summary>
    /// <param name="name"><c>error.data.name</c>, null when the answer held no error object.</param>
    /// <param name="status">Status of HTTP; null or 200 when the error came in an answer that HTTP calls good.</param>
    /// <param name="message">Odoo's sentence, or empty.</param>
    public static (OdooFaultKind Kind, bool OutcomeUnknown) Classify(string? name, int? status, string message)
    {
        var row = RowFor(name, status, message);
        // Statuses that no row names: a server's failure leaves the outcome open, the rest never reached Odoo's code.
        return row == Table[^1] && status >= 500 ? (OdooFaultKind.Unavailable, true) : (row.Kind, row.OutcomeUnknown);
    }

    /// <summary>What a message of <c>load()</c> means; the call wrote nothing whatever it is.</summary>
    public static OdooFaultKind Classify(string message) => Classify(LoadMessage, null, message).Kind;

    internal static OdooFaultRow RowFor(string? name, int? status, string message) => Table.First(row =>
        (row.Name is null || row.Name == name) && (row.Status is null || row.Status == status) && (row.Message is null || row.Message.IsMatch(message)));

    /// <summary>An exception of Odoo decides by its name, whatever status it travels under; the status speaks only where there is none.</summary>
    internal static OdooFault Of(OdooReply reply, string? name, string message)
    {
        var (kind, unknown) = Classify(name, name is null ? reply.Status : null, message);
        // A server that says when to come back has refused, and not given up half way.
        if (name is null && reply is { Status: 503, RetryAfter: not null }) (kind, unknown) = (OdooFaultKind.Throttled, false);
        return new OdooFault(kind, unknown, name, Sentence(message)) { RetryAfter = reply.RetryAfter };
    }

    internal static OdooFault LoginDenied(string sentence) => new(OdooFaultKind.AccessDenied, false, AccessDenied, sentence);

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

    private static Regex Like(string pattern) => new(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
}
