namespace Integration.Journal;

/// <summary>Who orders an act, and why.</summary>
/// <param name="Author">The person, as the command line or the console knows them.</param>
/// <param name="Reason">In their words; null where none was asked for.</param>
public sealed record Signature(string Author, string? Reason = null);

/// <summary>An act that changes something, as the audit keeps it.</summary>
/// <param name="Command">The verb: <c>pause</c>, <c>settle</c>.</param>
/// <param name="ScopeKind">What kind of thing it is about: <c>interface</c>, <c>odoo</c>, <c>table</c>, <c>message</c>, <c>record</c>, <c>cause</c>, <c>replay</c>, <c>key</c>.</param>
/// <param name="Scope">Which one: a name, a sequence, an external id. Never payload.</param>
/// <param name="Before">Short JSON of what was so before; null where there was nothing. Never payload.</param>
/// <param name="After">Short JSON of what is so now.</param>
public sealed record Act(string Command, string ScopeKind, string Scope, string? Before = null, string? After = null);

/// <param name="At">UTC, database clock.</param>
public sealed record AuditEntry(long Id, DateTimeOffset At, Act Act, Signature By);
