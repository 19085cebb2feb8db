namespace Integration.Mapping.Inbound.Sources;

/// <summary>How the mappings of one kind of message name what they read; all else of the language is the same for all kinds.</summary>
internal abstract class PathLanguage
{
    /// <summary>The languages by the folder of their mappings.</summary>
    public static IReadOnlyList<PathLanguage> All { get; } = [new Hl7Language(), new FhirLanguage()];

    /// <summary>Folder under <c>mappings/</c>: <c>hl7v2</c>.</summary>
    public abstract string Folder { get; }

    /// <summary>Names that only messages of this kind know, without <c>$</c>.</summary>
    public abstract IReadOnlyDictionary<string, Expression> Names { get; }

    /// <summary>Functions that mean nothing here, with what to use in their place.</summary>
    public abstract IReadOnlyDictionary<string, string> Without { get; }

    /// <summary>What is wrong with the triggers of a mapping; nothing where all are known.</summary>
    public abstract IEnumerable<string> Wrong(IReadOnlyList<string> triggers);

    /// <returns>The path, or null with what is wrong with it.</returns>
    public abstract PathExpression? Path(string text, out string problem);

    /// <summary>Whether what a path names can be there at all, in messages of these triggers and there in these instances, each within the one before; null where it can.</summary>
    public virtual string? Misses(PathExpression path, IReadOnlyList<string> triggers, IReadOnlyList<Instances> within) => null;

    /// <param name="triggers">Of the mapping: all of their messages must have such instances.</param>
    /// <returns>What <c>each</c> names, or null with what is wrong with it.</returns>
    public abstract Instances? Each(string text, IReadOnlyList<string> triggers, out string problem);
}
