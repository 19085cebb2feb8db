using Integration.Journal;
using Integration.Journal.Sql;

namespace Integration.UnitTests.Journal;

public sealed class JournalOptionsTests
{
    [Fact]
    public void Says_everything_that_is_wrong_at_once()
    {
        var errors = new JournalOptions { Store = JournalStore.Postgres, BodyDays = 0, IdentityDays = 89, MaxAppendBatch = 0, MaxAppendQueue = -1 }.Errors();
        Assert.Equal(["Integration:Journal:ConnectionString", "Integration:Journal:BodyDays", "Integration:Journal:IdentityDays", "Integration:Journal:MaxAppendBatch", "Integration:Journal:MaxAppendQueue"], errors.Select(error => error.Split(' ')[0]));
    }

    [Fact]
    public void The_defaults_want_a_path_only() => Assert.Equal(["Integration:Journal:Path is missing; Integration:Journal:Store is sqlite."], new JournalOptions().Errors());

    [Fact]
    public void A_body_may_not_outlive_its_identity() =>
        Assert.Contains("outlive", Assert.Single(new JournalOptions { Path = "journal.db", BodyDays = 91 }.Errors()), StringComparison.Ordinal);

    [Theory]
    [InlineData("north|gauze", true)]
    [InlineData("south|gauze", true)]
    [InlineData("north|tape", false)]
    [InlineData("north|gauze|L", false)]
    [InlineData("north|*", true)]
    [InlineData("gauze", false)]
    public void A_mapped_key_covers_the_codes_a_look_up_would_find_it_for(string code, bool covered) => Assert.Equal(covered, MapCode.Covers(["*", "gauze"], code));

    [Fact]
    public void A_marked_line_of_a_migration_is_for_its_database_only() =>
        Assert.Equal("both\n  mine --sqlite", Migrations.TextFor("sqlite", "both\n  theirs --postgres\n  mine --sqlite"));
}
