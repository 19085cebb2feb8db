using System.Collections.Concurrent;
using Integration.Hl7v2.Message;

namespace Integration.Ingestion.Mllp;

/// <summary>Who speaks on which open connection of one interface, so that a sender can be told something over a connection of its own.</summary>
internal sealed class OpenConnections
{
    private readonly ConcurrentDictionary<long, (string Application, string Facility)> _senders = new();

    public bool Any => !_senders.IsEmpty;

    public void Heard(long connection, MessageHeader header)
    {
        var sender = Party(header);
        if (!_senders.TryGetValue(connection, out var known) || known != sender)
        {
            _senders[connection] = sender;
        }
    }

    public void Closed(long connection) => _senders.TryRemove(connection, out _);

    /// <summary>Connections of the sender of this message, the newest first.</summary>
    public IReadOnlyList<long> Of(MessageHeader header)
    {
        var sender = Party(header);
        return [.. _senders.Where(entry => entry.Value == sender).Select(entry => entry.Key).OrderDescending()];
    }

    private static (string Application, string Facility) Party(MessageHeader header) => (header.SendingApplication.Full, header.SendingFacility.Full);
}
