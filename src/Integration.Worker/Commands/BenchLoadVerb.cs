using System.CommandLine;
using System.Globalization;
using Integration.Worker.Bench;

namespace Integration.Worker.Commands;

/// <summary>integration bench load</summary>
internal static class BenchLoadVerb
{
    public static Command Create()
    {
        var to = new Option<string>("--to") { Description = "mllp://host:port", Required = true };
        var connections = new Option<int>("--connections") { Description = "Senders at once.", DefaultValueFactory = _ => 1 };
        var seconds = CommonOptions.Seconds("--seconds", 10);
        var warmUp = CommonOptions.Seconds("--warm-up", 1);
        var messages = new Option<long?>("--messages") { Description = "Send this many, without a warm-up, instead of for a time." };
        var json = CommonOptions.Json();
        var command = new Command("load", $"Send synthetic requisitions ({LoadMessage.Type} of {LoadMessage.Application} at {LoadMessage.Facility}) as fast as they are acknowledged.") { to, connections, seconds, warmUp, messages, json };
        command.Runs(async (parsed, cancellationToken) =>
        {
            var address = CommonOptions.Address(parsed.GetRequiredValue(to), "mllp");
            var most = parsed.GetValue(messages);
            var warm = TimeSpan.FromSeconds(most is null ? parsed.GetValue(warmUp) : 0);
            var result = await LoadRun.RunAsync(
                new LoadOptions(address.Host, address.Port, parsed.GetValue(connections), warm, TimeSpan.FromSeconds(parsed.GetValue(seconds)), most), cancellationToken);
            if (parsed.GetValue(json))
            {
                Output.JsonLine(result);
            }
            else
            {
                Output.Line(string.Create(CultureInfo.InvariantCulture, $"{result.Accepted} accepted in {result.Seconds:0.0} s: {result.Rate:0}/s, p50 {result.P50:0.0} ms, p95 {result.P95:0.0} ms, p99 {result.P99:0.0} ms; {result.NotAccepted} not accepted."));
            }

            return result is { Accepted: > 0, NotAccepted: 0 } ? ExitCode.Done : ExitCode.Found;
        });
        return command;
    }
}
