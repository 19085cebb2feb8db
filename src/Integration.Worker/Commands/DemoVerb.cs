using System.CommandLine;
using Integration.Worker.Demo;

namespace Integration.Worker.Commands;

/// <summary>integration demo</summary>
internal static class DemoVerb
{
    public static Command Create()
    {
        var once = new Option<bool>("--once") { Description = "End when all is settled; exit code 0 only if the ledger balances, agrees with the senders' count and Odoo holds what the day should lead to." };
        var real = new Option<bool>("--odoo") { Description = "In place of the stand-in, the Odoo that Integration:Odoo:main names: provisioned with the synthetic network, and no journal may have posted into it yet." };
        var json = CommonOptions.Json();
        var command = new Command("demo", "Play 24 hours of a hospital network against an embedded worker and a stand-in Odoo; nothing to install.") { once, real, json };
        command.Runs((parsed, cancellationToken) => DemoRun.RunAsync(parsed.GetValue(once), parsed.GetValue(real), parsed.GetValue(json), cancellationToken));
        return command;
    }
}
