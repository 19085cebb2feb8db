namespace Integration.Sandbox.Hospital.Drill;

/// <summary>What Odoo should hold under one key.</summary>
/// <param name="Key">Such as <c>order RQ-0007 from NLS</c>, made of what was sent.</param>
/// <param name="Ways">Any of these contents will do; mostly there is one.</param>
/// <param name="ByPeople">People have done something with it, and theirs is what counts.</param>
/// <param name="During">The episode in which the last message about it was written.</param>
internal sealed record Wanted(string Key, IReadOnlyList<string> Ways, bool ByPeople, string During);

/// <summary>One thing the hospital sends about, from its first message to its last: what Odoo should hold of it follows from these messages and from what people did, and from nothing else.</summary>
internal abstract class Story
{
    private readonly Dictionary<string, int> _ends = [];
    private IReadOnlyList<Wanted>? _people;

    /// <summary>The episode it was last written about in.</summary>
    public string During { get; set; } = "";

    /// <summary>Whether a message of it was held back, and one of its must go next.</summary>
    public bool Late { get; protected set; }

    /// <summary>How often a record was no longer asked for, by key: as many may stand cancelled in Odoo, fewer if it was called off before it got there.</summary>
    public IReadOnlyDictionary<string, int> Ends => _ends;

    /// <summary>What people made of it; from then on messages change nothing.</summary>
    public void Took(params IReadOnlyList<Wanted> wanted) => _people = wanted;

    /// <summary>Whether people have.</summary>
    public bool IsTaken => _people is not null;

    /// <summary>All that Odoo should hold of it.</summary>
    public IReadOnlyList<Wanted> Holds() => _people ?? Wants();

    /// <summary>By what was sent alone.</summary>
    public abstract IReadOnlyList<Wanted> Wants();

    public bool TakeLate()
    {
        var late = Late;
        Late = false;
        return late;
    }

    public void End(string key) => _ends[key] = _ends.GetValueOrDefault(key) + 1;

    protected Wanted Want(string key, string content) => new(key, [content], false, During);
}
