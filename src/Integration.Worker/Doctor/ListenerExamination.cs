using Integration.Contracts;
using Integration.Hl7v2.Mllp;

namespace Integration.Worker.Doctor;

/// <summary>The certificates the listeners show.</summary>
internal static class ListenerExamination
{
    /// <summary>Below this many days to its end, a certificate is called out.</summary>
    public const int WarningDays = 30;

    /// <summary>Null for an interface without TLS.</summary>
    public static Finding? Certificate(InterfaceDefinition definition, TimeProvider time)
    {
        if (definition.Tls is not { } tls)
        {
            return null;
        }

        var subject = $"certificate of {definition.Name}";
        var load = new MllpTlsFiles(tls.Certificate, tls.Key, tls.PasswordFile, tls.ClientAuthorities).Load();
        if (load.Identity is not { } identity)
        {
            return Finding.Bad(subject, load.Error!, "Mend the files named under 'tls' in interfaces.yaml; the user of the worker must be able to read them.");
        }

        var days = (int)Math.Floor((identity.NotAfter - time.GetUtcNow()).TotalDays);
        return days < 0 ? Finding.Bad(subject, $"{tls.Certificate} ended on {identity.NotAfter:yyyy-MM-dd}", "Replace the files; a running worker takes them up by itself.")
            : days < WarningDays ? Finding.Warning(subject, $"{days} days left, until {identity.NotAfter:yyyy-MM-dd}", "Have it renewed before it ends and replace the files; a running worker takes them up by itself.")
            : Finding.Good(subject, $"{days} days left, until {identity.NotAfter:yyyy-MM-dd}");
    }
}
