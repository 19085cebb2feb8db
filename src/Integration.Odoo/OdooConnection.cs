using System.Net;

namespace Integration.Odoo;

/// <summary>Where one Odoo database is and who speaks to it. Checked by <see cref="Errors"/>; the secret is never printed.</summary>
public sealed record OdooConnection
{
    /// <summary>Root of the server, such as <c>https://odoo.example.org/</c>; the endpoints are appended.</summary>
    public required Uri Url { get; init; }

    public required string Database { get; init; }

    /// <summary>Login of the service user.</summary>
    public required string User { get; init; }

    /// <summary>Password or API key of the service user.</summary>
    public required string Secret { get; init; }

    /// <summary>Where <see cref="Secret"/> came from and a new one will; null when it cannot change while the process runs.</summary>
    public string? SecretFile { get; init; }

    /// <summary>Holds the user's password, only for making the next key unattended; null where people make keys.</summary>
    public string? PasswordFile { get; init; }

    public OdooProtocol Protocol { get; init; }

    /// <summary>Longest wait for one answer. Longer than Odoo's own <c>limit_time_real</c> (120 s), so that a call given up here has ended there.</summary>
    public TimeSpan TimeOut { get; init; } = TimeSpan.FromSeconds(130);

    /// <summary>Most calls at once, of one client. Odoo serialises what touches the same records anyway.</summary>
    public int MaxConcurrentCalls { get; init; } = 2;

    /// <summary>Most calls a second, of one client; null for as fast as Odoo answers.</summary>
    public double? CallsPerSecond { get; init; }

    /// <summary>Longest answer that is read, in bytes.</summary>
    public long MaxResponseBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Plain HTTP to another machine. Loopback needs no permission.</summary>
    public bool AllowInsecure { get; init; }

    /// <summary>Everything that is wrong with these settings, one sentence each; empty when they can be used.</summary>
    public IReadOnlyList<string> Errors()
    {
        List<string> errors = [];
        if (!Url.IsAbsoluteUri || (Url.Scheme != Uri.UriSchemeHttp && Url.Scheme != Uri.UriSchemeHttps))
            errors.Add("Url must be an absolute http or https address.");
        else
        {
            if (Url.UserInfo.Length > 0 || Url.Query.Length > 0 || Url.Fragment.Length > 0)
                errors.Add("Url must hold no user, query or fragment.");
            if (Url.Scheme == Uri.UriSchemeHttp && !IsLoopback(Url) && !AllowInsecure)
                errors.Add("Url must be https: plain http is for loopback only, unless AllowInsecure is set.");
        }

        if (string.IsNullOrWhiteSpace(Database)) errors.Add("Database is missing.");
        if (string.IsNullOrWhiteSpace(User)) errors.Add("User is missing.");
        if (string.IsNullOrWhiteSpace(Secret)) errors.Add("Secret is missing.");
        if (PasswordFile is not null && SecretFile is null) errors.Add("PasswordFile is for rotating the key in SecretFile, which is missing.");
        if (!Enum.IsDefined(Protocol)) errors.Add("Protocol must be auto, jsonrpc or json2.");
        if (TimeOut <= TimeSpan.Zero || TimeOut > TimeSpan.FromHours(1)) errors.Add("TimeOut must be more than zero and at most one hour.");
        if (MaxConcurrentCalls is < 1 or > 64) errors.Add("MaxConcurrentCalls must be between 1 and 64.");
        if (CallsPerSecond is <= 0 or > 1000 or double.NaN) errors.Add("CallsPerSecond must be more than zero and at most 1,000.");
        if (MaxResponseBytes is < 1024 or > 1024 * 1024 * 1024) errors.Add("MaxResponseBytes must be between 1 KiB and 1 GiB.");
        return errors;
    }

    public override string ToString() => $"{Url} {Database} as {User}";

    internal Uri Endpoint(string path) => new(new Uri(Url.AbsoluteUri.TrimEnd('/') + "/"), path);

    private static bool IsLoopback(Uri url) => url.IsLoopback || (IPAddress.TryParse(url.DnsSafeHost, out var address) && IPAddress.IsLoopback(address));
}
