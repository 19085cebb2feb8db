using Integration.Contracts;
using Integration.Odoo;
using Integration.Pipeline;

namespace Integration.Worker.Hosting;

/// <summary>Which Odoo database is written to, and as whom: one section for each, <c>Integration:Odoo:main</c> where there is one.</summary>
public sealed class OdooSettings
{
    public const string Section = "Integration:Odoo";

    private const string OnPremise = "on-premise";
    private const string OdooOnline = "odoo-online";

    public string? Url { get; set; }

    public string? Database { get; set; }

    public string? User { get; set; }

    /// <summary>Password or API key, for an environment variable (<c>Integration__Odoo__main__Secret</c>).</summary>
    public string? Secret { get; set; }

    /// <summary>A file holding it in its first line, in place of <see cref="Secret"/>; a new one is taken up without a restart.</summary>
    public string? SecretFile { get; set; }

    /// <summary>
    /// A file holding the user's password. Only with it is the API key in <see cref="SecretFile"/> replaced unattended before it ends; without it people are warned.
    /// </summary>
    public string? PasswordFile { get; set; }

    /// <summary>auto, jsonrpc or json2. By itself the worker takes json2 where Odoo is 19 or later and the secret is an API key.</summary>
    public OdooProtocol Protocol { get; set; }

    /// <summary>on-premise, or odoo-online: one call a second, as Odoo asks for on its own hosting.</summary>
    public string Hosting { get; set; } = OnPremise;

    /// <summary>Most calls at once of this process.</summary>
    public int MaxConcurrentCalls { get; set; } = 2;

    /// <summary>Most calls a second of this process; else what <see cref="Hosting"/> says.</summary>
    public double? CallsPerSecond { get; set; }

    public TimeSpan TimeOut { get; set; } = TimeSpan.FromSeconds(130);

    /// <summary>Plain HTTP to another machine than this one.</summary>
    public bool AllowInsecure { get; set; }

    /// <summary>Times of day at which this Odoo is left alone, such as <c>22:00-23:30</c>.</summary>
    public List<string> QuietWindows { get; set; } = [];

    /// <summary>IANA zone of <see cref="QuietWindows"/>.</summary>
    public string Zone { get; set; } = "UTC";

    /// <summary>Every database of the configuration; the name is the key of its section.</summary>
    public static IReadOnlyList<OdooDatabaseSettings> ReadAll(IConfiguration configuration, ICollection<string> errors)
    {
        var names = configuration.GetSection(Section).GetChildren().Select(child => child.Key).ToList();
        if (names.Count == 0)
        {
            errors.Add($"{Section}:{InterfaceDefinition.MainDatabase} is missing: it says which Odoo is written to, and as whom.");
        }

        return [.. names.Select(name => Settings.Bind<OdooSettings>(configuration, $"{Section}:{name}", errors).Read(name, errors)).OfType<OdooDatabaseSettings>()];
    }

    private OdooDatabaseSettings? Read(string name, ICollection<string> errors)
    {
        var section = $"{Section}:{name}";
        var secret = Secret;
        if (SecretFile is not null)
        {
            if (!File.Exists(SecretFile))
            {
                errors.Add($"{section}:SecretFile: there is no file {SecretFile}.");
            }
            else
            {
                secret = OdooSecretFile.Read(SecretFile).Secret;
            }
        }

        var found = new List<string>();
        var quiet = Pipeline.QuietWindows.Read(QuietWindows, Zone, found);
        if (Hosting is not (OnPremise or OdooOnline))
        {
            errors.Add($"{section}:Hosting must be {OnPremise} or {OdooOnline}; it is '{Hosting}'.");
        }

        if (PasswordFile is not null && !File.Exists(PasswordFile))
        {
            errors.Add($"{section}:PasswordFile: there is no file {PasswordFile}.");
        }

        if (!Uri.TryCreate(Url, UriKind.Absolute, out var url))
        {
            errors.Add($"{section}:Url must be the address of Odoo, such as https://odoo.hospital.example; it is '{Url}'.");
            return null;
        }

        var connection = new OdooConnection
        {
            Url = url,
            Database = Database ?? "",
            User = User ?? "",
            Secret = secret ?? "",
            SecretFile = SecretFile,
            PasswordFile = PasswordFile,
            Protocol = Protocol,
            MaxConcurrentCalls = MaxConcurrentCalls,
            CallsPerSecond = CallsPerSecond ?? (Hosting == OdooOnline ? 1 : null),
            TimeOut = TimeOut,
            AllowInsecure = AllowInsecure,
        };
        foreach (var error in connection.Errors().Concat(found))
        {
            errors.Add($"{section}: {error}");
        }

        return new OdooDatabaseSettings(name, connection, quiet);
    }
}
