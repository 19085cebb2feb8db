using System.Diagnostics;
using Integration.Fhir.Elements;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Fhir;

/// <summary>
/// Our FHIRPath beside the reference implementation (npm's fhirpath with its model of R4) on resources of the corpus. Where both differ, the line of expressions.tsv says what each gives and which clause of the specification decides;
/// a difference that is not listed fails, and so does a listed one that is none any more.
/// </summary>
public sealed class FhirPathReferenceTests : IDisposable
{
    private static readonly IReadOnlyList<Expression> Table = [.. File.ReadLines(Repository.Path("tests/Integration.SystemTests/Fhir/expressions.tsv")).Select(Expression.Of)];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("integration-fhirpath-");

    [Fact]
    public void A_listed_deviation_is_one_and_no_expression_stands_twice()
    {
        Assert.All(Table.Where(line => line.Clause.Length > 0), line => Assert.NotEqual(line.Expected, line.Reference));
        Assert.Equal(Table.Count, Table.DistinctBy(line => (line.File, line.Text)).Count());
    }

    [FhirCorpusFact]
    public void Every_expression_gives_what_the_table_says()
    {
        var roots = new Dictionary<string, FhirElement>();
        var wrong = new List<string>();
        foreach (var line in Table)
        {
            if (!roots.TryGetValue(line.File, out var root))
            {
                root = FhirReader.Read(File.ReadAllBytes(Path.Combine(FhirCorpusFactAttribute.Folder, line.File)), new FhirReadOptions()).Root!;
                roots.Add(line.File, root);
            }

            if (line.Evaluate(root) is var given && given != line.Expected)
            {
                wrong.Add($"{line.File}: {line.Text} gives {given}, not {line.Expected}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [FhirCorpusFact(NeedsNpm = true)]
    public async Task The_reference_implementation_agrees_but_for_the_deviations_listed()
    {
        foreach (var file in Directory.EnumerateFiles(Repository.Path("tests/Integration.SystemTests/Fhir/Reference")))
        {
            File.Copy(file, Path.Combine(_folder.FullName, Path.GetFileName(file)));
        }

        await RunAsync("npm", ["ci", "--no-audit", "--no-fund", "--silent", "--ignore-scripts"], []);
        var answers = (await RunAsync("node", ["evaluate.mjs", FhirCorpusFactAttribute.Folder], Table.Select(line => $"{line.File}\t{line.Text}"))).TrimEnd('\n').Split('\n');

        Assert.Equal(Table.Count, answers.Length);
        var differences = Table.Zip(answers, (line, answer) => (line, answer))
            .Where(each => each.answer != (each.line.Clause.Length > 0 ? each.line.Reference : each.line.Expected))
            .Select(each => $"{each.line.File}: {each.line.Text} gives {each.answer} there; ours {each.line.Expected}; listed {(each.line.Clause.Length > 0 ? each.line.Reference : "no deviation")}");
        Assert.True(!differences.Any(), string.Join('\n', differences));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<string> RunAsync(string program, string[] arguments, IEnumerable<string> input)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = _folder.FullName, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };

        // The reference takes the zone of the machine for moments without one.
        start.Environment["TZ"] = "UTC";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
        var errors = process.StandardError.ReadToEndAsync(deadline.Token);
        foreach (var line in input)
        {
            await process.StandardInput.WriteLineAsync(line.AsMemory(), deadline.Token);
        }

        process.StandardInput.Close();
        await process.WaitForExitAsync(deadline.Token);
        Assert.True(process.ExitCode == 0, $"{program}: {await errors}");
        return await output;
    }
}
