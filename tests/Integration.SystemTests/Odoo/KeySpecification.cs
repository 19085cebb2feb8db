using Integration.Odoo;
using Integration.Pipeline;
using Integration.SystemTests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Integration.SystemTests.Odoo;

/// <summary>How API keys live and are replaced, said of any Odoo.</summary>
public abstract class KeySpecification : IAsyncLifetime
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseCookies = false });
    private readonly string _folder = Directory.CreateTempSubdirectory("integration-keys-").FullName;
    private OdooConnection _byPassword = null!;
    private OdooConnection _connection = null!;
    private OdooClient _client = null!;

    protected abstract Task<OdooConnection> ConnectAsync(OdooRole role);

    private static CancellationToken None => CancellationToken.None;

    private string SecretFile => Path.Combine(_folder, "secret");

    private KeyRotation Rotation => new(_client, _connection, TimeProvider.System);

    public async Task InitializeAsync()
    {
        _byPassword = await ConnectAsync(OdooRole.Integration);
        var passwordFile = Path.Combine(_folder, "password");
        await File.WriteAllTextAsync(passwordFile, _byPassword.Secret + "\n");
        _connection = _byPassword with { Protocol = OdooProtocol.Auto, Secret = await ApiKeyRing.MakeAsync(_byPassword), SecretFile = SecretFile, PasswordFile = passwordFile };
        await File.WriteAllTextAsync(SecretFile, _connection.Secret + "\n");
        _client = new OdooClient(Http, _connection, TimeProvider.System);
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    [RealFact]
    public async Task Auto_takes_json2_with_a_key_and_jsonrpc_with_a_password_and_both_know_the_same_user()
    {
        var byPassword = new OdooClient(Http, _byPassword with { Protocol = OdooProtocol.Auto }, TimeProvider.System);

        Assert.Equal(await byPassword.LogInAsync(None), await _client.LogInAsync(None));
        Assert.Equal((OdooProtocol.JsonRpc, OdooProtocol.Json2), (byPassword.Protocol, _client.Protocol));
        Assert.Equal(19, (await _client.VersionAsync(None)).Major);
    }

    [RealFact]
    public async Task A_key_lives_ninety_days_and_its_end_can_be_read()
    {
        var (_, days) = await new OdooKeys(Http, _byPassword, _byPassword.Secret, TimeProvider.System).MakeAsync("ninety", None);

        Assert.Equal(90, days);
        var key = Assert.Single(await _client.KeysAsync(None), key => key.Name == "ninety");
        Assert.InRange((key.Ends!.Value - TimeProvider.System.GetUtcNow()).TotalDays, 88.9, 90);
    }

    [RealFact]
    public async Task A_key_is_no_password_for_making_keys() =>
        Assert.Equal(OdooFaultKind.AccessDenied, (await Assert.ThrowsAsync<OdooFault>(() => new OdooKeys(Http, _connection, _connection.Secret, TimeProvider.System).MakeAsync("no", None))).Kind);

    [RealFact]
    public async Task A_rotated_key_is_taken_up_by_a_client_at_work_and_the_key_before_it_is_removed()
    {
        await _client.LogInAsync(None);

        var first = await Rotation.RotateAsync(None);
        // A person made the key before; that one is left alone.
        Assert.Null(first.Removed);
        await _client.HasAccessAsync("res.partner", "read", None);
        var firstKey = OdooSecretFile.Read(SecretFile);
        Assert.Equal((first.Name, true), (firstKey.KeyName, firstKey.Secret != _connection.Secret));
        Assert.Equal([first.Name], (await Rotation.LookAsync(None)).Select(key => key.Name));

        var second = await Rotation.RotateAsync(None);

        Assert.Equal(first.Name, second.Removed);
        await _client.HasAccessAsync("res.partner", "read", None);
        Assert.Equal(OdooFaultKind.AccessDenied, (await Assert.ThrowsAsync<OdooFault>(() => WithSecret(firstKey.Secret).LogInAsync(None))).Kind);
        await WithSecret(_connection.Secret).LogInAsync(None);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(SecretFile));
    }

    [RealFact]
    public async Task A_password_that_is_wrong_leaves_the_old_key_as_it_is()
    {
        await File.WriteAllTextAsync(_connection.PasswordFile!, "wrong");

        await Assert.ThrowsAsync<OdooFault>(() => Rotation.RotateAsync(None));

        Assert.Equal(_connection.Secret, OdooSecretFile.Read(SecretFile).Secret);
        await _client.LogInAsync(None);
    }

    [RealFact]
    public async Task A_file_that_cannot_be_written_leaves_the_old_key_and_no_other()
    {
        var before = (await _client.KeysAsync(None)).Count;
        // A link, as secrets are mounted: the folder behind it goes away after the lock is taken.
        File.Delete(SecretFile);
        Directory.CreateDirectory(Path.Combine(_folder, "away"));
        File.CreateSymbolicLink(SecretFile, Path.Combine(_folder, "away", "secret"));
        await File.WriteAllTextAsync(SecretFile, _connection.Secret);
        var rotation = new KeyRotation(_client, _connection with { SecretFile = SecretFile }, new Vandal(() => Directory.Delete(Path.Combine(_folder, "away"), recursive: true)));

        await Assert.ThrowsAnyAsync<IOException>(() => rotation.RotateAsync(None));

        Assert.Equal(before, (await _client.KeysAsync(None)).Count);
    }

    [RealFact]
    public async Task A_key_that_ended_is_called_out_and_so_is_one_that_ends_in_thirteen_days()
    {
        var later = new LaterTime(TimeSpan.FromDays(77));

        Assert.All(await Rotation.LookAsync(None), key => Assert.False(key.IsEnding));
        Assert.All(await new KeyRotation(_client, _connection, later).LookAsync(None), key => Assert.True(key.IsEnding));
    }

    [RealFact]
    public async Task The_daily_look_replaces_a_key_that_ends_soon_or_has_ended_and_only_with_a_password()
    {
        var later = new LaterTime(TimeSpan.FromDays(77));
        await Look(new KeyRotation(_client, _connection with { PasswordFile = null }, later));
        await Look(Rotation);
        Assert.Equal(_connection.Secret, OdooSecretFile.Read(SecretFile).Secret);

        await Look(new KeyRotation(_client, _connection, later));
        var rotated = OdooSecretFile.Read(SecretFile);
        Assert.NotEqual(_connection.Secret, rotated.Secret);

        await File.WriteAllTextAsync(SecretFile, new string('0', 40));
        await Look(Rotation);
        Assert.NotEqual(new string('0', 40), OdooSecretFile.Read(SecretFile).Secret);
        await _client.LogInAsync(None);

        static Task Look(KeyRotation rotation) => KeyWatchJob.WatchAsync("main", rotation, NullLogger.Instance, None);
    }

    private OdooClient WithSecret(string secret) => new(Http, _connection with { Secret = secret, SecretFile = null, PasswordFile = null }, TimeProvider.System);

    private sealed class LaterTime(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => TimeProvider.System.GetUtcNow() + by;
    }

    /// <summary>Acts when the new key's name is made, which is the last thing before Odoo is asked.</summary>
    private sealed class Vandal(Action act) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow()
        {
            act();
            act = () => { };
            return TimeProvider.System.GetUtcNow();
        }
    }
}

public sealed class Keys_of_the_stand_in(StandInOdoo server) : KeySpecification, IClassFixture<StandInOdoo>
{
    protected override Task<OdooConnection> ConnectAsync(OdooRole role) => Task.FromResult(server.Connect(role));
}

[Needs(RealOdoo.Url)]
public sealed class Keys_of_Odoo_19(RealOdoo server) : KeySpecification, IClassFixture<RealOdoo>
{
    protected override Task<OdooConnection> ConnectAsync(OdooRole role) => server.ConnectAsync(role);
}
