using Integration.Fhir.Elements;

namespace Integration.Fhir.Bundles;

/// <summary>
/// Which resources of the same bundle are kept with one that changed: those it refers to, those that refer to it, and what all of these refer to. Two steps are enough for every mapping there is (an appointment's order and that order's requester);
/// more would gather half of the bundle around every resource.
/// </summary>
internal sealed class Context
{
    private readonly FhirBounds _bounds;
    private readonly Dictionary<ulong, EntryIndex> _known = [];
    private readonly Dictionary<EntryIndex, List<EntryIndex>> _referring = [];

    public Context(IReadOnlyList<EntryIndex> entries, FhirBounds bounds)
    {
        _bounds = bounds;
        foreach (var entry in entries.Where(entry => entry.ResourceLength > 0))
        {
            // The first one: of a history, where versions share an address, that is the newest.
            foreach (var key in new[] { entry.FullUrl, entry.Identity }.Where(key => key != 0))
            {
                _known.TryAdd(key, entry);
            }
        }

        foreach (var entry in entries.Where(entry => entry.Type != "MessageHeader"))
        {
            foreach (var target in entry.References.Select(_known.GetValueOrDefault).OfType<EntryIndex>().Where(target => target != entry).Distinct())
            {
                if (!_referring.TryGetValue(target, out var referring))
                {
                    _referring[target] = referring = [];
                }

                referring.Add(entry);
            }
        }
    }

    /// <summary>A reference to something that only this bundle could hold, and does not.</summary>
    public bool IsKnown(ulong key) => _known.ContainsKey(key);

    /// <param name="focus">What changed.</param>
    /// <param name="problems">Gets what the bounds left out.</param>
    public IReadOnlyList<EntryIndex> Of(EntryIndex focus, List<FhirProblem> problems)
    {
        var found = new List<EntryIndex>();
        var seen = new HashSet<EntryIndex> { focus };
        var size = focus.ResourceLength;
        var isCut = false;
        foreach (var near in Step(focus).Concat(_referring.GetValueOrDefault(focus) ?? []))
        {
            Add(near);
        }

        foreach (var far in found.ToArray().SelectMany(Step))
        {
            Add(far);
        }

        if (isCut)
        {
            problems.Add(new FhirProblem(
                FhirSeverity.Warning,
                $"Bundle.entry[{focus.Index}].resource",
                "TooMany",
                $"at most {_bounds.MaxContext} resources of {_bounds.MaxMessageBytes} bytes together within two references; the first ones are kept with it",
                focus.Offset));
        }

        return found;

        void Add(EntryIndex entry)
        {
            if (entry.IsPerson || entry.Type == "MessageHeader" || (entry.Identity != 0 && entry.Identity == focus.Identity) || !seen.Add(entry))
            {
                return;
            }

            if (found.Count == _bounds.MaxContext || size + entry.ResourceLength > _bounds.MaxMessageBytes || entry.Length > _bounds.MaxResourceBytes)
            {
                isCut = true;
                return;
            }

            size += entry.ResourceLength;
            found.Add(entry);
        }
    }

    private IEnumerable<EntryIndex> Step(EntryIndex from) => from.References.Select(_known.GetValueOrDefault).OfType<EntryIndex>();
}
