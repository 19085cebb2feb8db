using Integration.Pipeline;
using Integration.Sandbox.Hospital.Ehr;
using Integration.Sandbox.Odoo;
using Integration.Security;
using Integration.Worker.Hosting;

namespace Integration.Worker.Demo;

/// <summary>The demo's settings: everything embedded, every port chosen by the system, and the key that is good for nothing else.</summary>
internal static class DemoSettings
{
    /// <summary>Of the stand-in.</summary>
    public static Dictionary<string, string?> Of(Uri odoo) => new()
    {
        ["Integration:Odoo:main:Url"] = odoo.ToString(),
        ["Integration:Odoo:main:Database"] = OdooSandboxOptions.Database,
        ["Integration:Odoo:main:User"] = "integration",
        ["Integration:Odoo:main:Secret"] = OdooSandboxOptions.Password,
    };

    /// <param name="odoo">Section <c>Integration:Odoo</c>, by whole keys.</param>
    public static Settings Read(DirectoryInfo folder, IEnumerable<KeyValuePair<string, string?>> odoo, DemoEhr ehr)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Integration:Journal:Store"] = "Sqlite",
            ["Integration:Journal:Path"] = Path.Combine(folder.FullName, "journal.db"),
            ["Integration:Bus:Transport"] = nameof(BusTransport.Memory),
            ["Integration:Security:HashKey"] = SecurityOptions.DemoKey,
            ["Integration:Security:Demo"] = "true",
            ["Integration:Pipeline:Sweep"] = "00:00:00.2",
            ["Integration:Health:Port"] = "0",
            ["Integration:Ingestion:Polling:LookPause"] = "00:00:00.2",
        }).AddInMemoryCollection(odoo).Build();
        var settings = Settings.Read(configuration, Roles.All);
        var interfaces = settings.Stages.Interfaces.Select(feed => feed.Name == EhrDay.Feed ? ehr.Connect(feed) : feed with { Address = "127.0.0.1", Port = 0 }).ToList();
        return settings with { Stages = settings.Stages with { Interfaces = interfaces } };
    }
}
