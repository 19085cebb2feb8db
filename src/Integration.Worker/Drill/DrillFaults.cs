using Integration.Worker.Drill.Faults;
using Integration.Worker.Hosting;

namespace Integration.Worker.Drill;

/// <summary>Every kind of trouble, in the order in which it is played.</summary>
internal static class DrillFaults
{
    public static IReadOnlyList<IDrillFault> All { get; } = [new KillAtRandom(), new FreezeAndThaw(), .. WorldFaults.All, new KillAtFailPoints()];

    /// <summary>Those of these names, in the order of <see cref="All"/>; all of them for none.</summary>
    /// <exception cref="SettingsException">One is not known.</exception>
    public static IReadOnlyList<IDrillFault> Named(IReadOnlyCollection<string> names)
    {
        var unknown = names.Where(name => All.All(fault => fault.Name != name)).ToList();
        return unknown.Count == 0
            ? [.. All.Where(fault => names.Count == 0 || names.Contains(fault.Name))]
            : throw new SettingsException([$"--faults: there is no {string.Join(", no ", unknown)}; there are {string.Join(", ", All.Select(fault => fault.Name))}."]);
    }
}
