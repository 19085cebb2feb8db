using System.ComponentModel;
using System.Diagnostics;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Contracts;

/// <summary>A validator that is not ours (npm's ajv, JSON Schema 2020-12) judges the schemas and their examples as a consumer would.</summary>
public sealed class AjvTests : IDisposable
{
    private const string Script = """
        const fs = require('fs'), path = require('path');
        const Ajv = require('ajv/dist/2020'), formats = require('ajv-formats');
        const root = process.argv[2], read = (...parts) => JSON.parse(fs.readFileSync(path.join(root, ...parts), 'utf8'));
        const compile = schema => { const ajv = new Ajv({ allErrors: true, strict: true }); formats(ajv); return ajv.compile(schema); };
        const envelope = compile(read('envelope', 'v1', 'schema.json'));
        let checked = 0;
        const fail = text => { console.error(text); process.exitCode = 1; };
        const expect = (validate, value, good, what) => { checked++; if (validate(value) !== good) fail(`${what}: ${good ? JSON.stringify(validate.errors) : 'was not refused'}`); };
        for (const name of fs.readdirSync(root)) for (const version of ['v1', 'draft']) {
            const folder = path.join(name, version);
            if (name === 'envelope' || !fs.existsSync(path.join(root, folder, 'schema.json'))) continue;
            const schema = read(folder, 'schema.json'), validate = compile(schema), example = read(folder, 'example.json');
            expect(envelope, example, true, `${folder} in its envelope`);
            expect(validate, example.data, true, folder);
            for (const member of schema.required) { const { [member]: _, ...rest } = example.data; expect(validate, rest, false, `${folder} without ${member}`); }
            expect(validate, { ...example.data, patientName: 'x' }, false, `${folder} with a member of no schema`);
        }
        console.log(`${checked} checked`);
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("integration-ajv-");

    [NpmFact]
    public async Task Ajv_takes_every_example_and_refuses_what_the_schemas_refuse()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "check.js"), Script);
        var (installed, installation) = await RunAsync("npm", "install", "--no-audit", "--no-fund", "--silent", "ajv@8.17.1", "ajv-formats@3.0.1");
        Assert.True(installed == 0, installation);

        var (exit, output) = await RunAsync("node", "check.js", Repository.Path("contracts"));

        Assert.True(exit == 0, output);
        Assert.Matches("^[1-9][0-9]+ checked", output);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<(int Exit, string Output)> RunAsync(string command, params string[] arguments)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { WorkingDirectory = _folder.FullName, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
        var errors = process.StandardError.ReadToEndAsync(deadline.Token);
        await process.WaitForExitAsync(deadline.Token);
        return (process.ExitCode, await output + await errors);
    }
}

/// <summary>Skipped on a laptop without npm; where CI is set it runs, and fails.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NpmFactAttribute : FactAttribute
{
    public NpmFactAttribute() => Skip = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI")) && !Starts() ? "npm is not installed; it brings ajv, the JSON Schema validator." : null;

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
