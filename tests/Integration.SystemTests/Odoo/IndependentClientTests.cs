using System.Diagnostics;
using System.Text.Json;
using Integration.Sandbox.Odoo;
using Integration.SystemTests.Support;

namespace Integration.SystemTests.Odoo;

/// <summary>Debian's python3-odoorpc knows nothing of this project: what it can do with the stand-in, it can do with an Odoo.</summary>
public sealed class IndependentClientTests(StandInOdoo server) : IClassFixture<StandInOdoo>
{
    [OdooRpcFact]
    public async Task Odoorpc_logs_in_and_creates_and_reads_a_purchase_order()
    {
        var script = Repository.Path("tests/Integration.SystemTests/Odoo/odoorpc_order.py");
        string[] arguments = [script, $"{server.Sandbox.Url.Port}", OdooSandboxOptions.Database, "integration", OdooSandboxOptions.Password];
        using var python = Process.Start(new ProcessStartInfo(OdooRpcFactAttribute.Python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = python.StandardError.ReadToEndAsync();
        var output = await python.StandardOutput.ReadToEndAsync();
        await python.WaitForExitAsync();
        Assert.True(python.ExitCode == 0, await errors);

        var answer = JsonDocument.Parse(output).RootElement;
        Assert.Equal("19.0", answer.GetProperty("version").GetString());
        Assert.Equal(("purchase", "Northline Surgical"), (answer.GetProperty("state").GetString(), answer.GetProperty("vendor").GetString()));
        Assert.Equal(("1001", 12m, 18m), (answer.GetProperty("product").GetString(), answer.GetProperty("quantity").GetDecimal(), answer.GetProperty("total").GetDecimal()));
    }
}

/// <summary>Skipped where python3-odoorpc is not installed, unless CI is set.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OdooRpcFactAttribute : FactAttribute
{
    /// <summary>Debian's own; another Python on the path does not see Debian's packages.</summary>
    internal const string Python = "/usr/bin/python3";

    public OdooRpcFactAttribute()
    {
        if (NeedsAttribute.MaySkip && !File.Exists("/usr/lib/python3/dist-packages/odoorpc/__init__.py"))
            Skip = "python3-odoorpc is not installed: apt-get install python3-odoorpc";
    }
}
