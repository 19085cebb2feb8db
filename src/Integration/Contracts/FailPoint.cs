using System.Collections.Frozen;
using System.Diagnostics;
using System.Globalization;

namespace Integration.Contracts;

/// <summary>
/// Places where a test kills the process with SIGKILL, to prove that nothing is lost there. <c>INTEGRATION_FAIL_POINT=name</c> dies at the first hit, <c>name:N</c> at the N-th. Without the variable a hit is one comparison with null.
/// </summary>
public static class FailPoint
{
    /// <summary>Name of the environment variable.</summary>
    public const string Variable = "INTEGRATION_FAIL_POINT";

    /// <summary>Every place there is, so that a test can go through all of them and a misspelt one is refused.</summary>
    public static readonly FrozenSet<string> Names = CommitPoint.All.SelectMany(point => new[] { point.Before, point.After })
        .Concat(CallPoint.All.SelectMany(point => new[] { point.BeforeSend, point.AfterSend, point.AfterAnswer })).Concat(FilePoint.All).Concat(PollPoint.All).ToFrozenSet();

    private static readonly string? s_armed = Armed(Environment.GetEnvironmentVariable(Variable), out s_left);

    private static int s_left;

    /// <summary>Kills the process here if this is the place and the hit that were asked for.</summary>
    public static void Hit(string name)
    {
        if (s_armed is not null && name == s_armed && Interlocked.Decrement(ref s_left) == 0)
        {
            Process.GetCurrentProcess().Kill();
        }
    }

    private static string? Armed(string? setting, out int hits)
    {
        hits = 1;
        if (string.IsNullOrEmpty(setting))
        {
            return null;
        }

        var parts = setting.Split(':', 2);
        if (!Names.Contains(parts[0]) || (parts.Length == 2 && !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out hits)) || hits < 1)
        {
            throw new InvalidOperationException($"{Variable}={setting} names no fail point. There are: {string.Join(", ", Names.Order(StringComparer.Ordinal))}.");
        }

        return parts[0];
    }
}

/// <summary>A commit of the journal, with a fail point on either side.</summary>
public sealed record CommitPoint(string Before, string After)
{
    public static readonly CommitPoint Append = Of("append");
    public static readonly CommitPoint ClaimMessages = Of("claim-messages");
    public static readonly CommitPoint ClaimTicks = Of("claim-ticks");
    public static readonly CommitPoint Folds = Of("folds");
    public static readonly CommitPoint ClaimPostings = Of("claim-postings");
    public static readonly CommitPoint RecordPostings = Of("record-postings");
    public static readonly CommitPoint MapCode = Of("map-code");

    /// <summary>Between the append of what a server was asked for and the watermark that says so. Only interfaces that ask come by here.</summary>
    public static readonly CommitPoint Poll = Of("poll");

    /// <summary>Commits that need no place of their own: they change nothing another step builds on.</summary>
    public static readonly CommitPoint Other = Of("other");

    public static readonly IReadOnlyList<CommitPoint> All = [Append, ClaimMessages, ClaimTicks, Folds, ClaimPostings, RecordPostings, MapCode, Other];

    private static CommitPoint Of(string name) => new($"journal.{name}.before-commit", $"journal.{name}.after-commit");
}

/// <summary>A writing call to Odoo, with a fail point before it leaves, once Odoo has it, and once its answer is here.</summary>
public sealed record CallPoint(string BeforeSend, string AfterSend, string AfterAnswer)
{
    public static readonly CallPoint Load = Of("load");
    public static readonly CallPoint Unlink = Of("unlink");
    public static readonly CallPoint Confirm = Of("confirm");
    public static readonly CallPoint Withdraw = Of("withdraw");
    public static readonly CallPoint Note = Of("note");
    public static readonly CallPoint PutBack = Of("put-back");

    public static readonly IReadOnlyList<CallPoint> All = [Load, Unlink, Confirm, Withdraw, Note, PutBack];

    private static CallPoint Of(string name) => new($"odoo.{name}.before-send", $"odoo.{name}.after-send", $"odoo.{name}.after-answer");
}

/// <summary>Places between the steps of a file's way from its drop folder to where it ends.</summary>
public static class FilePoint
{
    public const string Taken = "file.taken";
    public const string Half = "file.half";
    public const string Appended = "file.appended";
    public const string Placed = "file.placed";
    public const string Moved = "file.moved";
    public const string Told = "file.told";

    public static readonly IReadOnlyList<string> All = [Taken, Half, Appended, Placed, Moved, Told];
}

/// <summary>Places on the way of what a server was asked for.</summary>
public static class PollPoint
{
    public static readonly IReadOnlyList<string> All = [CommitPoint.Poll.Before, CommitPoint.Poll.After];
}
