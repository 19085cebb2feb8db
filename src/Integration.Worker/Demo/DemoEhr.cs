using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Integration.Contracts;
using Integration.Sandbox.Fhir;
using Integration.Sandbox.Hospital.Ehr;

namespace Integration.Worker.Demo;

/// <summary>The EHR of the demo and how the interface to it is connected: everything the shipped file says of it stands, but for addresses, pauses and secrets.</summary>
internal sealed class DemoEhr : IAsyncDisposable
{
    private const string Client = "integration";
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_overlap = TimeSpan.FromSeconds(10);

    /// <summary>Small, so that a demo's few resources make several pages.</summary>
    private const int PageSize = 10;

    private readonly DirectoryInfo _folder;
    private readonly int _port = FreePort();
    private readonly string _secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
    private readonly HttpClient _http = new();

    private DemoEhr(FhirSandbox server, DirectoryInfo folder) => (Server, _folder) = (server, folder);

    public FhirSandbox Server { get; }

    /// <summary>The hospital's hand.</summary>
    public EhrSystem Hand => new(Server, _http, Listener, _secret);

    private Uri Listener => new($"http://127.0.0.1:{_port}/fhir");

    public static async Task<DemoEhr> StartAsync(DirectoryInfo folder, TimeProvider time, CancellationToken cancellationToken)
    {
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var server = await FhirSandbox.StartAsync(new FhirSandboxOptions { Client = new FhirClient(Client, secret) }, time, cancellationToken);
        var ehr = new DemoEhr(server, folder);
        ehr.Write("client-secret", secret);
        ehr.Write("channel-secret", ehr._secret);
        return ehr;
    }

    /// <summary>The interface at this EHR.</summary>
    public InterfaceDefinition Connect(InterfaceDefinition feed) => feed with
    {
        Address = IPAddress.Loopback.ToString(),
        Port = _port,
        Fhir = feed.Fhir! with
        {
            Server = Server.Url,
            Every = s_every,
            Overlap = s_overlap,
            PageSize = PageSize,
            Polls = Polls(feed),
            Subscription = new FhirSubscription(FhirSubscriptionKind.Topic, FhirSandboxOptions.Topic, FhirNotificationContent.FullResource, new Uri($"{Listener}/notify")),
            Secret = new SecretSource(Path("channel-secret"), null),
            Authorisation = new FhirAuthorisation(FhirAuthorisationKind.ClientCredentials, Server.TokenUrl, Client, "system/*.rs", new SecretSource(Path("client-secret"), null), null, "", null, null),
        },
    };

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Server.DisposeAsync();
    }

    /// <summary>Appointments and requisitions with what they cannot be read without; all else by itself, from the history.</summary>
    private static List<FhirPoll> Polls(InterfaceDefinition feed) =>
        [.. feed.Mappings.Keys.Select(type => new FhirPoll(type, "", type switch { "Appointment" => ["Appointment:based-on"], "Task" => ["Task:focus"], _ => [] }, type == "SupplyRequest" ? ["Task:focus"] : [], History: true))];

    private void Write(string name, string secret)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new StreamWriter(Path(name), options);
        file.Write(secret);
    }

    private string Path(string name) => System.IO.Path.Combine(_folder.FullName, name);

    /// <summary>The EHR has to be told where to notify before anything listens there.</summary>
    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
