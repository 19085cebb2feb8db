namespace Integration.SystemTests.Mutants;

/// <summary>One rule taken out of the product, in a copy of its sources.</summary>
/// <param name="Name">What the variable is set to.</param>
/// <param name="Faults">Episodes of the drill that must catch it.</param>
/// <param name="Promise">The promise that must be named as broken.</param>
internal sealed record Mutant(string Name, string Faults, string Promise, IReadOnlyList<Patch> Patches)
{
    /// <summary>Chooses the mutant of a mutated build; without it that build behaves as the product.</summary>
    public const string Variable = "INTEGRATION_MUTANT";

    /// <summary>A C# expression: whether this mutant is chosen.</summary>
    public static string Is(string name) => $"(global::System.Environment.GetEnvironmentVariable(\"{Variable}\") == \"{name}\")";

    public override string ToString() => Name;
}

/// <param name="File">Below <c>src/Integration</c>.</param>
/// <param name="Text">Occurs there exactly once.</param>
internal sealed record Patch(string File, string Text, string Replacement);
