using System.CommandLine;
using System.Security.Cryptography;
using Integration.Hl7v2.Mllp;
using Integration.Worker.Hosting;

namespace Integration.Worker.Commands;

/// <summary>integration send</summary>
internal static class SendVerb
{
    private static readonly TimeSpan AnswerTimeOut = TimeSpan.FromSeconds(30);

    public static Command Create()
    {
        var paths = new Argument<string[]>("files") { Description = "Files with one message each, or folders of *.hl7.", Arity = ArgumentArity.OneOrMore };
        var to = new Option<string>("--to") { Description = "mllp://host:port, or mllps://host:port over TLS", Required = true };
        var ca = new Option<string?>("--ca") { Description = "PEM of the authorities the server's certificate is judged by; those of the system unless given." };
        var certificate = new Option<string?>("--certificate") { Description = "PEM or PKCS #12 of our own certificate, for a server that asks for one." };
        var key = new Option<string?>("--key") { Description = "PEM of its key, where it is in a file of its own." };
        var json = CommonOptions.Json();
        var command = new Command("send", "Send HL7 v2 messages over MLLP and show their acknowledgements; exit code 1 if one is not accepted.") { paths, to, ca, certificate, key, json };
        command.Runs(async (parsed, cancellationToken) =>
        {
            var address = CommonOptions.Address(parsed.GetRequiredValue(to), "mllp", "mllps");
            var tls = Tls(address, parsed.GetValue(ca), parsed.GetValue(certificate), parsed.GetValue(key));
            return await MessageSender.SendAsync(CommonOptions.Files(parsed.GetRequiredValue(paths), "*.hl7"), address, tls, AnswerTimeOut, parsed.GetValue(json), cancellationToken);
        });
        return command;
    }

    private static MllpClientTls? Tls(Uri address, string? ca, string? certificate, string? key)
    {
        if (address.Scheme == "mllp")
        {
            return ca is null && certificate is null && key is null ? null : throw new SettingsException(["--ca, --certificate and --key go with --to mllps://host:port."]);
        }

        try
        {
            var own = certificate is null ? null : new MllpTlsFiles(certificate, key, null, null).Load();
            return own is { Error: { } error } ? throw new SettingsException([error]) : new MllpClientTls(ca is null ? null : MllpTlsFiles.ReadAuthorities(ca), own?.Identity?.Certificate);
        }
        catch (CryptographicException fault)
        {
            throw new SettingsException([$"--ca: {ca} cannot be used: {fault.Message}"]);
        }
    }
}
