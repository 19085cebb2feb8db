using Integration.Odoo;
using Integration.Odoo.Wire;

namespace Integration.UnitTests.Odoo;

public sealed class OdooSecretTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("integration-secret-").FullName;
    private readonly ManualTime _time = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Path => System.IO.Path.Combine(_folder, "secret");

    private OdooSecret Secret()
    {
        new OdooSecretFile("first", null).Write(Path);
        return new OdooSecret(new OdooConnection { Url = new Uri("https://odoo.example"), Database = "d", User = "u", Secret = "first", SecretFile = Path }, _time);
    }

    private void SecondPasses() => _time.Advance(TimeSpan.FromSeconds(1));

    [Fact]
    public void A_changed_file_is_noticed_within_a_second_and_at_once_by_a_login()
    {
        var secret = Secret();
        Assert.Equal("first", secret.Current());

        new OdooSecretFile("second", "name").Write(Path);
        Assert.Equal("first", secret.Current());
        SecondPasses();
        Assert.Equal("second", secret.Current());

        new OdooSecretFile("third", "name").Write(Path);
        Assert.Equal("third", secret.Now());
        Assert.Equal("third", secret.Current());
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n# name\n")]
    public void A_file_that_is_being_written_changes_nothing(string content)
    {
        var secret = Secret();
        File.WriteAllText(Path, content);
        SecondPasses();

        Assert.Equal(("first", "first"), (secret.Current(), secret.Now()));
    }

    [Fact]
    public void A_file_that_went_away_changes_nothing_and_is_read_when_it_is_back()
    {
        var secret = Secret();
        File.Delete(Path);
        SecondPasses();
        Assert.Equal("first", secret.Current());

        new OdooSecretFile("second", null).Write(Path);
        SecondPasses();
        Assert.Equal("second", secret.Current());
    }

    [Fact]
    public async Task A_client_at_work_signs_in_with_the_new_secret_although_the_old_one_still_works()
    {
        using var http = new ScriptedHttp();
        new OdooSecretFile("first", null).Write(Path);
        var client = http.Result("8").Result("1").Result("8").Result("2").Client(_time, secretFile: Path);
        Assert.Equal(1, await client.SearchCountAsync("res.partner", OdooDomain.All, OdooContext.Standard, CancellationToken.None));

        new OdooSecretFile("second", "name").Write(Path);
        SecondPasses();

        Assert.Equal(2, await client.SearchCountAsync("res.partner", OdooDomain.All, OdooContext.Standard, CancellationToken.None));
        Assert.Equal(["first", "first", "second", "second"], Enumerable.Range(0, 4).Select(call => http.Arguments(call)[2]!.GetValue<string>()));
    }

    [Fact]
    public void The_name_of_a_key_stands_below_it_and_no_draft_is_left_behind()
    {
        new OdooSecretFile("key", "integration here 2031").Write(Path);

        Assert.Equal(new OdooSecretFile("key", "integration here 2031"), OdooSecretFile.Read(Path));
        Assert.Single(Directory.GetFiles(_folder));
        File.WriteAllText(Path, "  password\r\n");
        Assert.Equal(new OdooSecretFile("password", null), OdooSecretFile.Read(Path));
        Assert.DoesNotContain("password", OdooSecretFile.Read(Path).ToString(), StringComparison.Ordinal);
    }
}
