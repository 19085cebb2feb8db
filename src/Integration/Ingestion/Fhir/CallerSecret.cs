using System.Security.Cryptography;
using System.Text;
using Integration.Contracts;
using Integration.Ingestion.Fhir.Authorising;
using Microsoft.Extensions.Logging;

namespace Integration.Ingestion.Fhir;

/// <summary>The secret callers have to show. A file that was changed counts within a second, so that secrets change without a restart.</summary>
internal sealed class CallerSecret
{
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromSeconds(1);

    private readonly string _interface;
    private readonly SecretSource _source;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _gate = new();
    private byte[] _hash;
    private long _lookedAt;
    private bool _isAway;

    private CallerSecret(string interfaceName, SecretSource source, TimeProvider time, ILogger log)
    {
        (_interface, _source, _time, _log) = (interfaceName, source, time, log);
        _hash = Hash(SecretText.Read(source));
        _lookedAt = time.GetTimestamp();
    }

    /// <exception cref="IOException">There is none.</exception>
    public static CallerSecret? Open(string interfaceName, SecretSource? source, TimeProvider time, ILogger log)
    {
        if (source is null)
        {
            return null;
        }

        try
        {
            var secret = new CallerSecret(interfaceName, source, time, log);
            if (SecretText.IsReadableByAll(source))
            {
                FhirEdgeLog.ReadableByAll(log, interfaceName, source.File!);
            }

            return secret;
        }
        catch (FhirServerException fault)
        {
            throw new IOException($"Interface {interfaceName} cannot listen: {fault.Message}", fault);
        }
    }

    /// <summary>Takes as long for a wrong one as for the right one.</summary>
    public bool Is(string shown) => CryptographicOperations.FixedTimeEquals(Hash(shown), Current());

    private byte[] Current()
    {
        lock (_gate)
        {
            if (_time.GetElapsedTime(_lookedAt) < s_lookEvery)
            {
                return _hash;
            }

            _lookedAt = _time.GetTimestamp();
            try
            {
                _hash = Hash(SecretText.Read(_source));
                _isAway = false;
            }
            catch (FhirServerException fault)
            {
                // Half a file, or one that is being replaced.
                if (!_isAway)
                {
                    FhirEdgeLog.SecretAway(_log, _interface, fault.GetType().Name);
                }

                _isAway = true;
            }

            return _hash;
        }
    }

    private static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
