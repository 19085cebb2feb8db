namespace Integration.SystemTests.Mutants;

/// <summary>Whatever cannot make the drill fail is not proven by it.</summary>
public sealed class When_a_rule_is_taken_out(MutantRuns runs) : IClassFixture<MutantRuns>
{
    public static TheoryData<string> Names => [.. AllMutants.List.Select(mutant => mutant.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_drill_fails_and_names_the_promise_that_is_broken(string name)
    {
        var mutant = AllMutants.List.Single(mutant => mutant.Name == name);
        var end = await runs.OfAsync(name);
        Assert.True(end.ExitCode == 1, $"exit code {end.ExitCode}\n{end.Said}");
        Assert.True(end.Broken.Contains(mutant.Promise), end.Said);
    }

    [Fact]
    public async Task The_drill_holds_where_every_rule_is_in_its_place()
    {
        var end = await runs.OfAsync("");
        Assert.True(end.ExitCode == 0, end.Said);
        Assert.Empty(end.Broken);
    }
}
