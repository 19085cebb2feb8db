using System.Diagnostics;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Mutants;

/// <summary>The product with every mutant in it, each asleep until the variable names it. It is built from a copy of the sources, once; nothing of it is in the product.</summary>
public sealed class MutantBuild : IAsyncLifetime
{
    private static readonly string[] Shared = ["Directory.Build.props", "Directory.Packages.props", "global.json", "BannedSymbols.txt", ".editorconfig", "NuGet.config", "nuget.config"];

    // Only this project is mutated; all others are as they were built for the tests.
    private static readonly string[] Projects = ["Integration.Hl7v2", "Integration.Fhir", "Integration.Odoo", "Integration"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("integration-mutants-");

    /// <summary>What <c>drill --worker</c> takes.</summary>
    public string Worker => Path.Combine(_folder.FullName, "worker", "Integration.Worker.dll");

    public async Task InitializeAsync()
    {
        foreach (var name in Shared.Where(name => File.Exists(Repository.Path(name)))) File.Copy(Repository.Path(name), Path.Combine(_folder.FullName, name));
        foreach (var project in Projects) Copy(Repository.Path($"src/{project}"), Path.Combine(_folder.FullName, "src", project), skip: ["bin", "obj"]);
        foreach (var patch in AllMutants.List.SelectMany(mutant => mutant.Patches)) Apply(patch);
        await CompileAsync();
        var worker = Path.Combine(_folder.FullName, "worker");
        Copy(AppContext.BaseDirectory, worker, skip: []);
        File.Copy(Path.Combine(_folder.FullName, "src/Integration/bin/Release/net10.0/Integration.dll"), Path.Combine(worker, "Integration.dll"), overwrite: true);
    }

    public Task DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return Task.CompletedTask;
    }

    private void Apply(Patch patch)
    {
        var file = Path.Combine(_folder.FullName, "src/Integration", patch.File);
        var source = File.ReadAllText(file);
        var parts = source.Split(patch.Text);
        Assert.True(parts.Length == 2, $"{patch.File} holds this text {parts.Length - 1} times instead of once, so that a mutant cannot be made of it; follow the refactoring in AllMutants:\n{patch.Text}");
        File.WriteAllText(file, string.Join(patch.Replacement, parts));
    }

    private async Task CompileAsync()
    {
        var start = new ProcessStartInfo("dotnet", ["build", Path.Combine(_folder.FullName, "src/Integration"), "-c", "Release", "-v", "q", "-nologo", "-p:RunAnalyzers=false", "-p:GenerateDocumentationFile=false", "-p:TreatWarningsAsErrors=false"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder.FullName,
        };
        using var build = Process.Start(start)!;
        var errors = build.StandardError.ReadToEndAsync();
        var output = await build.StandardOutput.ReadToEndAsync();
        await build.WaitForExitAsync();
        Assert.True(build.ExitCode == 0, $"The mutants do not compile:\n{output}{await errors}");
    }

    private static void Copy(string from, string to, string[] skip)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var folder in Directory.EnumerateDirectories(from).Where(folder => !skip.Contains(Path.GetFileName(folder)))) Copy(folder, Path.Combine(to, Path.GetFileName(folder)), skip);
    }
}
