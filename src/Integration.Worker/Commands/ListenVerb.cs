using System.CommandLine;
using System.Net;
using Integration.Hl7v2;
using Integration.Hl7v2.Mllp;
using Integration.Worker.Hosting;
using Integration.Worker.Inspection;

namespace Integration.Worker.Commands;

/// <summary>integration listen</summary>
internal static class ListenVerb
{
    public static Command Create()
    {
        var port = new Option<int>("--port") { Description = "TCP port; 0 takes a free one.", Required = true };
        var address = new Option<string>("--address") { Description = "Address to listen on; 0.0.0.0 for other machines.", DefaultValueFactory = _ => "127.0.0.1" };
        var certificate = new Option<string?>("--certificate") { Description = "PEM or PKCS #12; with it, TLS is spoken." };
        var key = new Option<string?>("--key") { Description = "PEM of the certificate's key, where it is in a file of its own." };
        var authorities = new Option<string?>("--client-authorities") { Description = "PEM of the authorities clients must have a certificate of." };
        var answer = new Option<string>("--answer") { Description = "AA, AE, AR or none.", DefaultValueFactory = _ => "AA" };
        answer.AcceptOnlyFromAmong("AA", "AE", "AR", "none");
        var contents = new Option<bool>("--contents") { Description = "Print values as they are. They may identify a patient: by default letters are shown as x and digits as 9." };
        var command = new Command("listen", "Print what arrives on a port, to connect a new sender. NOTHING IS KEPT: messages are answered and forgotten. Ctrl-C ends it.")
        {
            port, address, certificate, key, authorities, answer, contents,
        };
        command.Runs((parsed, cancellationToken) =>
        {
            var errors = new List<string>();
            var options = new MllpServerOptions
            {
                Address = parsed.GetRequiredValue(address),
                Port = parsed.GetRequiredValue(port),
                Tls = Tls(parsed.GetValue(certificate), parsed.GetValue(key), parsed.GetValue(authorities), errors),
            };
            errors.AddRange(options.Validate());
            if (errors.Count > 0)
            {
                throw new SettingsException(errors);
            }

            var code = parsed.GetRequiredValue(answer) is "none" ? (AcknowledgementCode?)null : Enum.Parse<AcknowledgementCode>(parsed.GetRequiredValue(answer));
            return ListenAsync(options, new Arrivals(code, parsed.GetValue(contents), TimeProvider.System), cancellationToken);
        });
        return command;
    }

    private static async Task<int> ListenAsync(MllpServerOptions options, Arrivals arrivals, CancellationToken cancellationToken)
    {
        await using var server = new MllpServer(options, (frame, peer, _) => arrivals.HandleAsync(frame, peer), arrivals.Hooks, TimeProvider.System);
        server.Start();
        Output.Line($"Listening on {server.LocalEndPoint}{(options.Tls is null ? "" : " over TLS")}. NOTHING IS KEPT: a sender that is answered AA believes its message is safe. Ctrl-C ends it.");
        if (options.Tls is null && !IPAddress.IsLoopback(server.LocalEndPoint.Address))
        {
            Output.Line("Other machines can reach this without TLS: whoever is in between reads what is sent. --certificate and --key add it.");
        }

        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Output.Line($"{Output.Number(arrivals.Count)} messages arrived; none is kept.");
        }

        return ExitCode.Done;
    }

    private static MllpServerTls? Tls(string? certificate, string? key, string? authorities, List<string> errors)
    {
        if (certificate is null)
        {
            if (key is not null || authorities is not null)
            {
                errors.Add("--key and --client-authorities go with --certificate.");
            }

            return null;
        }

        var tls = MllpServerTls.Open(
            new MllpTlsFiles(certificate, key, null, authorities),
            TimeProvider.System,
            identity => Output.Line($"New connections get the certificate {identity.Certificate.Subject}."),
            Output.Line,
            out var error);
        if (tls is null)
        {
            errors.Add(error);
        }

        return tls;
    }
}
