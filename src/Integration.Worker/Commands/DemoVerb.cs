using System.CommandLine;
using Integration.Worker.Demo;

namespace Integration.Worker.Commands;

/// <summary>integration demo</summary>
internal static class DemoVerb
{
    public static Command Create()
    {
        var once = new Option<bool>("--once") { Description = "End when all is settled; exit code 0 only if the ledger balances, agrees with the senders' count and Odoo holds what the day should lead to." };
        var json = CommonOptions.Json();
        var command = new Command("demo", "Play a hospital's day against an embedded worker and a stand-in Odoo; nothing to install.") { once, json };
        command.Runs((parsed, cancellationToken) => DemoRun.RunAsync(parsed.GetValue(once), parsed.GetValue(json), cancellationToken));
        return command;
    }
}
