using Integration.Contracts;

namespace Integration.Routing.Folds;

/// <summary>Something that has to be done every so many hours or cycles, counted from the last time it was seen done. What was due before the asset was first heard of is taken as done.</summary>
/// <param name="Done">What the counter showed when it was done last.</param>
/// <param name="Prior">The same before that, in case people take their completion back; null for none.</param>
/// <param name="Due">What it asks for or asked for last; null before it ever did.</param>
internal sealed record AssetThreshold(string Counter, string Name, decimal Done, decimal? Prior, decimal? Due, Generations Requests)
{
    public static AssetThreshold New(string counter, string name, decimal every, decimal first) => new(
        counter,
        name,
        Math.Floor(first / every) * every,
        null,
        null,
        new Generations(AssetRecords.Request, $"_due_{ExternalIds.Part(counter)}_{ExternalIds.Part(name)}", []));

    /// <summary>Asks where the counter has come to what is due.</summary>
    public AssetThreshold Reach(decimal total, decimal every, AssetCard card, int most)
    {
        if (Requests.IsOpen || total < Done + every)
        {
            return this;
        }

        var due = Done + every;
        return this with { Due = due, Requests = Requests.End(RecordStanding.Lapsed).Stand(AssetRecords.Preventive(card, this, due, every), [], most) };
    }

    public AssetThreshold Observe(RecordEnd end, decimal total, decimal? every) => end switch
    {
        RecordEnd.Done or RecordEnd.CalledOff when Requests.HasEnded => this with { Requests = Requests.Observe(end) },
        RecordEnd.Done => this with { Requests = Requests.Observe(end), Prior = Prior ?? Done, Done = total },

        // People decided against it: the next one comes when it would have come anyway.
        RecordEnd.CalledOff => this with { Requests = Requests.Observe(end), Prior = Prior ?? Done, Done = every is { } step && total > Done ? Done + (Math.Floor((total - Done) / step) * step) : Done },
        RecordEnd.None => this with { Requests = Requests.Observe(end), Prior = null, Done = Prior ?? Done },
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
