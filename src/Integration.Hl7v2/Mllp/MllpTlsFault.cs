using System.Diagnostics;

namespace Integration.Hl7v2.Mllp;

/// <summary>Why a peer was not let in over TLS.</summary>
public enum MllpTlsFault
{
    /// <summary>It connected and said nothing, or not all, in time.</summary>
    TimedOut,

    /// <summary>It went away in the middle.</summary>
    Gone,

    /// <summary>It sent an MLLP frame without TLS.</summary>
    PlainText,

    /// <summary>It sent something that is no TLS.</summary>
    NotTls,

    /// <summary>It showed no certificate, and one is required.</summary>
    NoCertificate,

    /// <summary>Its certificate is not valid at this time.</summary>
    CertificateNotInTime,

    /// <summary>Its certificate comes from none of the authorities, or is not made for clients.</summary>
    CertificateNotTrusted,

    /// <summary>Both sides could not agree: version, ciphers, or the peer refused our certificate.</summary>
    NotAgreed,
}

/// <summary>Faults as people read them.</summary>
public static class MllpTlsFaults
{
    /// <summary>What happened, from the server's side, in a few plain words.</summary>
    public static string InWords(this MllpTlsFault fault) => fault switch
    {
        MllpTlsFault.TimedOut => "it did not finish the TLS handshake in time",
        MllpTlsFault.Gone => "it hung up during the TLS handshake",
        MllpTlsFault.PlainText => "it sent MLLP without TLS to a TLS port",
        MllpTlsFault.NotTls => "it sent something that is no TLS to a TLS port",
        MllpTlsFault.NoCertificate => "it showed no client certificate",
        MllpTlsFault.CertificateNotInTime => "its client certificate is not valid yet or any more",
        MllpTlsFault.CertificateNotTrusted => "its client certificate is from none of the client authorities, or not made for clients",
        MllpTlsFault.NotAgreed => "TLS was not agreed on: it knows no TLS 1.2 or later, or does not trust our certificate",
        _ => throw new UnreachableException(),
    };
}
