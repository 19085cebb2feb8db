using Integration.Odoo;

namespace Integration.Worker.Hosting;

/// <summary>Which Odoo database is written to, and as whom.</summary>
public sealed class OdooSettings
{
    public const string Section = "Integration:Odoo";

    public string? Url { get; set; }

    public string? Database { get; set; }

    public string? User { get; set; }

    /// <summary>Password or API key, for an environment variable (<c>Integration__Odoo__Secret</c>).</summary>
    public string? Secret { get; set; }

    /// <summary>A file holding it, in place of <see cref="Secret"/>.</summary>
    public string? SecretFile { get; set; }

    /// <summary>auto, jsonrpc or json2. By itself the worker takes json2 where Odoo is 19 or later and the secret is an API key.</summary>
    public OdooProtocol Protocol { get; set; }

    public TimeSpan TimeOut { get; set; } = TimeSpan.FromSeconds(130);

    /// <summary>Plain HTTP to another machine than this one.</summary>
    public bool AllowInsecure { get; set; }

    public OdooConnection? Read(ICollection<string> errors)
    {
        var secret = Secret;
        if (SecretFile is not null)
        {
            if (!File.Exists(SecretFile))
            {
                errors.Add($"{Section}:SecretFile: there is no file {SecretFile}.");
            }
            else
            {
                secret = File.ReadAllText(SecretFile).Trim();
            }
        }

        if (!Uri.TryCreate(Url, UriKind.Absolute, out var url))
        {
            errors.Add($"{Section}:Url must be the address of Odoo, such as https://odoo.hospital.example; it is '{Url}'.");
            return null;
        }

        var connection = new OdooConnection { Url = url, Database = Database ?? "", User = User ?? "", Secret = secret ?? "", Protocol = Protocol, TimeOut = TimeOut, AllowInsecure = AllowInsecure };
        foreach (var error in connection.Errors())
        {
            errors.Add($"{Section}: {error}");
        }

        return connection;
    }
}
