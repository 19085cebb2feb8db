using Integration.Contracts;
using Integration.Journal;
using Integration.Odoo;
using Integration.Pipeline;

namespace Integration.Worker.Doctor;

/// <summary>Looks at the connected Odoo: version, login, database, zone, modules, rights, key expiry.</summary>
internal sealed class OdooExamination(OdooDatabaseSettings settings, OdooClient odoo, TimeProvider time)
{
    private readonly OdooConnection _connection = settings.Connection;

    private readonly OdooFingerprint _fingerprint = new(settings.Connection);

    private readonly KeyRotation _keys = new(odoo, settings.Connection, time);

    /// <summary>The first version whose columns the mappings name.</summary>
    private const int LeastMajor = 19;

    private static readonly string[] Modules = ["purchase_stock", "stock"];

    public async Task<IReadOnlyList<Finding>> RunAsync(IJournal? journal, IEnumerable<ModelPolicy> policies, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        try
        {
            var version = await odoo.VersionAsync(cancellationToken);
            findings.Add(version.Major >= LeastMajor
                ? Finding.Good("odoo version", $"{version.Text} at {_connection.Url}")
                : Finding.Bad("odoo version", version.Text, $"The mappings name columns of Odoo {LeastMajor}; connect to that version or later."));
            await odoo.LogInAsync(cancellationToken);
            findings.Add(Finding.Good("odoo login", $"{_connection.User} in {_connection.Database} over {(odoo.Protocol == OdooProtocol.Json2 ? "/json/2" : "/jsonrpc")}"));
        }
        catch (OdooFault fault)
        {
            findings.Add(Finding.Bad("odoo login", $"{fault.Kind}: {fault.Message}", fault.Kind == OdooFaultKind.AccessDenied
                ? $"Check Integration:Odoo:{settings.Name}:Database, User and the secret; an API key may have expired: make a new one in Odoo under My Profile, Account Security. In an Odoo that was never prepared: integration provision --plan --user admin --password-file …"
                : $"Check that {_connection.Url} can be reached from here and that Odoo runs."));
            return findings;
        }

        if (journal is not null)
        {
            findings.Add(await BindingAsync(journal, cancellationToken));
        }

        findings.Add(await ModulesAsync(cancellationToken));
        findings.AddRange(await RightsAsync(policies, cancellationToken));
        findings.AddRange(await UserAsync(cancellationToken));
        return findings;
    }

    private async Task<Finding> BindingAsync(IJournal journal, CancellationToken cancellationToken)
    {
        var found = await _fingerprint.ReadAsync(odoo, cancellationToken);
        var bound = await journal.BindDatabaseAsync(settings.Name, found, rebind: null, cancellationToken);
        return bound == found
            ? Finding.Good("odoo database", $"this journal is bound to it: {found}")
            : Finding.Bad("odoo database", $"the journal is bound to {bound}, but {found} answers", $"If this is the right one (a move, a restore): integration bind-odoo {settings.Name} --confirm");
    }

    private async Task<Finding> ModulesAsync(CancellationToken cancellationToken)
    {
        var domain = OdooDomain.WhereIn("name", Modules).And("state", "=", "installed");
        var installed = await odoo.SearchReadAsync("ir.module.module", domain, ["name"], Modules.Length, "name", 0, OdooContext.Standard, cancellationToken);
        var missing = Modules.Except(installed.Select(module => module.Text("name")!)).ToList();
        return missing.Count == 0
            ? Finding.Good("odoo modules", string.Join(", ", Modules))
            : Finding.Bad("odoo modules", $"not installed: {string.Join(", ", missing)}", "Install them in Odoo under Apps.");
    }

    private async Task<IReadOnlyList<Finding>> RightsAsync(IEnumerable<ModelPolicy> policies, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        foreach (var policy in policies.DistinctBy(policy => policy.Model))
        {
            // What people keep is never made by us.
            string[] operations = policy.FoundBy is null ? ["read", "create", "write"] : ["read", "write"];
            foreach (var model in policy.Lines is null ? [policy.Model] : new[] { policy.Model, policy.Lines.Model })
            {
                findings.Add(await RightsAsync(model, operations, cancellationToken));
            }
        }

        return findings;
    }

    private async Task<Finding> RightsAsync(string model, string[] operations, CancellationToken cancellationToken)
    {
        try
        {
            var refused = new List<string>();
            foreach (var operation in operations)
            {
                if (!await odoo.HasAccessAsync(model, operation, cancellationToken))
                {
                    refused.Add(operation);
                }
            }

            return refused.Count == 0
                ? Finding.Good($"odoo rights {model}", string.Join(", ", operations))
                : Finding.Bad($"odoo rights {model}", $"not allowed: {string.Join(", ", refused)}", $"Give {_connection.User} the group for it: {Group(model)}.");
        }
        catch (OdooFault fault) when (!fault.IsOutage)
        {
            return Finding.Bad($"odoo rights {model}", $"{fault.Kind}: {fault.Message}", "Install the module it belongs to in Odoo under Apps.");
        }
    }

    private static string Group(string model) => model.Split('.')[0] switch
    {
        "purchase" => "Purchase / User",
        "stock" => "Inventory / User",
        "project" => "Project / User",
        "maintenance" => "Maintenance / Equipment Manager",
        _ => "one that may write it",
    };

    private async Task<IReadOnlyList<Finding>> UserAsync(CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        var user = (await odoo.SearchReadAsync("res.users", OdooDomain.Where("login", "=", _connection.User), ["tz", "lang"], 1, "id", 0, OdooContext.Standard, cancellationToken))[0];
        findings.Add(Finding.Good("odoo zone", $"service user has {user.Text("tz") ?? "none"}, {user.Text("lang") ?? "none"}; every call says UTC and en_US itself"));

        findings.AddRange((await _keys.LookAsync(cancellationToken)).Select(Key));
        return findings;
    }

    private Finding Key(WatchedKey key)
    {
        if (key.DaysLeft is not { } days)
        {
            return Finding.Good("odoo api key", $"{key.Name}: without end");
        }

        if (!key.IsEnding)
        {
            return Finding.Good("odoo api key", $"{key.Name}: {days} days left");
        }

        return Finding.Warning("odoo api key", $"{key.Name}: {days} days left", _keys.IsUnattended
            ? $"The worker replaces it by itself; if it did not, its log says why: integration rotate-key --database {settings.Name}"
            : "Make a new key while this one still works, and put it in the secret file.");
    }
}
