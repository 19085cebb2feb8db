using System.ComponentModel;
using System.Diagnostics;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Fhir;

/// <summary>A test over the public FHIR data beside the repository: skipped on a laptop without it, failing where CI is set.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FhirCorpusFactAttribute : FactAttribute
{
    /// <summary>The folder <c>shared/corpus/fhir-r4</c>.</summary>
    public static string Folder { get; } = Path.Combine(
        Environment.GetEnvironmentVariable("INTEGRATION_CORPUS") is { Length: > 0 } given ? given : Path.Combine(Repository.Root, "..", "shared", "corpus"), "fhir-r4");

    /// <summary>It also needs npm, which brings the reference implementation.</summary>
    public bool NeedsNpm { get; init; }

    public override string? Skip => !NeedsAttribute.MaySkip ? null
        : !Directory.Exists(Folder) ? "The corpus is not here: put shared/corpus beside the repository or set INTEGRATION_CORPUS."
        : NeedsNpm && !Starts() ? "npm is not installed: ops/dev/peers installs it." : null;

    private static bool Starts()
    {
        try
        {
            using var npm = Process.Start(new ProcessStartInfo("npm", "--version") { RedirectStandardOutput = true });
            return npm is not null;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
