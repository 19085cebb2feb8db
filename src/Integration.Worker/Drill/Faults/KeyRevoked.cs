using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Integration.Worker.Drill.Faults;

/// <summary>The workers' login is no longer accepted: the password is changed in Odoo. No record is to blame and none is parked; once the new secret is in the file, everything goes on without a restart.</summary>
internal sealed class KeyRevoked : IDrillFault
{
    private const int Messages = 20;
    private const int KeyLength = 40;

    public string Name => "key-revoked";

    public string? WhyNot(DrillPlace place) =>
        File.ReadAllText(place.OdooSecretFile).Trim() is { Length: KeyLength } key && key.All(char.IsAsciiHexDigit) ? "the workers' secret is an API key, which only its own user can revoke" : null;

    public async Task RunAsync(DrillScene scene, CancellationToken cancellationToken)
    {
        var (place, old) = (scene.Place, await File.ReadAllTextAsync(scene.Place.OdooSecretFile, cancellationToken));
        var next = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
        await ChangeAsync(scene, next, cancellationToken);
        try
        {
            var order = scene.Hospital.NewRequisition(stock: false);
            order.Order(Orders.ALine(scene, 1, 7));
            await scene.TrafficAsync(Messages, cancellationToken);
            await scene.AnsweredAsync(cancellationToken);
            scene.Measured(Promise.FailuresIsolated, !await Orders.HoldsAsync(scene, order, 7, cancellationToken), $"{Messages} messages were accepted while Odoo did not let the workers in");
            place.WriteOdooSecret(next);
            await scene.UntilAsync("the new secret is taken up", DrillScene.Patience, () => Orders.HoldsAsync(scene, order, 7, cancellationToken), cancellationToken);
        }
        finally
        {
            await ChangeAsync(scene, old, CancellationToken.None);
            place.WriteOdooSecret(old);
        }
    }

    private static async Task ChangeAsync(DrillScene scene, string password, CancellationToken cancellationToken)
    {
        var users = await scene.Place.Administrator.SearchReadAsync("res.users", Orders.Where("login", "=", scene.Place.OdooUser), ["id"], cancellationToken);
        await scene.Place.Administrator.ExecuteAsync("res.users", "write", [Orders.Ids(users.Select(user => user.GetProperty("id").GetInt64())), new JsonObject { ["password"] = password.Trim() }], [], cancellationToken);
    }
}
