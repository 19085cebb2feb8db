using System.Diagnostics;
using Integration.Contracts;

namespace Integration.Routing.Folds;

/// <summary>
/// One cause for which an asset may need repair: an alarm, or a state it should not be in. There is one open request of a cause; alarms that come while it stands are counted on it. An alarm that ended by itself before the debounce was over asks
/// for nothing, and is counted on the next request. Once people have finished the request, only an alarm that begins afterwards opens the next one.
/// </summary>
/// <param name="Noun">What is counted: <c>alarm</c>, <c>time</c>.</param>
/// <param name="Count">How often it began since a request was finished last.</param>
/// <param name="Answered">How often before that, in case people open that request again.</param>
/// <param name="Last">When it began last.</param>
/// <param name="Resolved">When it ended; null while it lasts.</param>
/// <param name="Since">When what lasts began; null where nothing does.</param>
/// <param name="Asked">What lasts has its request already.</param>
internal sealed record AssetCause(
    string What, string Noun, int Count, int Answered, DateTimeOffset Last, DateTimeOffset? Resolved, DateTimeOffset? Since, bool Asked, int Priority, Generations Requests)
{
    /// <summary>It lasts, and nobody was asked yet.</summary>
    public bool IsPending => Since is not null && !Asked;

    public static AssetCause New(string what, AssetMarkKind kind) => new(
        what,
        kind == AssetMarkKind.State ? "time" : "alarm",
        0,
        0,
        DateTimeOffset.MinValue,
        null,
        null,
        false,
        0,
        new Generations(AssetRecords.Request, $"_{(kind == AssetMarkKind.State ? "state" : "alarm")}_{ExternalIds.Part(what)}", []));

    public AssetCause Tell(AlarmPhase phase, DateTimeOffset at, int priority, AssetCard card, int most) => phase switch
    {
        AlarmPhase.Start => Begin(at, priority).Restate(card, most),

        // Its start was not heard.
        AlarmPhase.Continue => Since is null ? Begin(at, priority).Restate(card, most) : this,
        AlarmPhase.End => Since is null ? this : (this with { Since = null, Asked = false, Resolved = at }).Restate(card, most),
        _ => throw new UnreachableException(),
    };

    /// <summary>Time has passed: what lasted through the debounce asks for a request.</summary>
    public AssetCause Pass(DateTimeOffset now, TimeSpan debounce, AssetCard card, int most) => IsPending && now - Since!.Value >= debounce
        ? this with { Asked = true, Answered = 0, Requests = Requests.End(RecordStanding.Lapsed).Stand(AssetRecords.Corrective(card, this), [], most) }
        : this;

    public AssetCause Observe(RecordEnd end) => end switch
    {
        RecordEnd.Done or RecordEnd.CalledOff => this with { Requests = Requests.Observe(end), Count = 0, Answered = Answered + Count },
        RecordEnd.None => this with { Requests = Requests.Observe(end), Count = Answered + Count, Answered = 0 },
        _ => throw new UnreachableException(),
    };

    private AssetCause Begin(DateTimeOffset at, int priority)
    {
        var isNew = Since is null || (Asked && !Requests.IsOpen);
        return this with
        {
            Count = Count + 1,
            Last = at,
            Resolved = null,
            Since = isNew ? at : Since,
            Asked = Requests.IsOpen || (!isNew && Asked),
            Priority = Count == 0 ? priority : Math.Max(Priority, priority),
        };
    }

    private AssetCause Restate(AssetCard card, int most) => Requests.IsOpen ? this with { Requests = Requests.Stand(AssetRecords.Corrective(card, this), [], most) } : this;
}
