using System.Text;

namespace Integration.Security;

/// <summary>Where the key comes from under which cases and visits are hashed. Secrets come from a file or the environment, never from the settings file.</summary>
public sealed class SecurityOptions
{
    public const string Section = "Integration:Security";

    /// <summary>The demo's key. Anybody can read it here, so nobody may use it for anything else.</summary>
    public const string DemoKey = "demo-key-known-to-everybody-00000000";

    public const int LeastKeyBytes = 32;

    /// <summary>A file whose bytes, without surrounding white space, are the key.</summary>
    public string? HashKeyFile { get; set; }

    /// <summary>The key itself, for an environment variable (<c>Integration__Security__HashKey</c>).</summary>
    public string? HashKey { get; set; }

    /// <summary>Only the demo sets this.</summary>
    public bool Demo { get; set; }

    /// <summary>Reads the key, or says everything that is wrong with it.</summary>
    public byte[]? ReadKey(ICollection<string> errors)
    {
        var text = HashKey;
        if (HashKeyFile is not null)
        {
            if (!File.Exists(HashKeyFile))
            {
                errors.Add($"{Section}:HashKeyFile: there is no file {HashKeyFile}. Make one: head -c 48 /dev/urandom | base64 > {HashKeyFile}; chmod 600 {HashKeyFile}");
                return null;
            }

            text = File.ReadAllText(HashKeyFile).Trim();
        }

        if (string.IsNullOrEmpty(text))
        {
            errors.Add($"{Section}: no key to hash cases with. Set HashKeyFile, or HashKey from the environment, to at least {LeastKeyBytes} random bytes.");
            return null;
        }

        if (text == DemoKey && !Demo)
        {
            errors.Add($"{Section}: this is the demo's key, which everybody knows. Make one of your own: head -c 48 /dev/urandom | base64");
        }

        var key = Encoding.UTF8.GetBytes(text);
        if (key.Length < LeastKeyBytes)
        {
            errors.Add($"{Section}: the key has {key.Length} bytes; it needs at least {LeastKeyBytes}.");
        }

        return key;
    }
}
