using System.Net;
using System.Net.Sockets;

namespace Integration.Sandbox.Faults;

/// <summary>Ports for servers that come and go. Each is given once, and lies below those that the system gives to outgoing connections: one of these would sooner or later have taken it before its server listens.</summary>
internal static class FreePorts
{
    private const int First = 18_000;
    private const int Ports = 12_000;

    // Another run beside this one begins elsewhere.
    private static int s_next = Environment.ProcessId % 100 * 100;

    public static int Next()
    {
        while (true)
        {
            var port = First + Interlocked.Increment(ref s_next) % Ports;
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException fault) when (fault.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // Somebody else's; the next one will do.
            }
        }
    }
}
