namespace Integration.SystemTests.Mutants;

/// <summary>The rules without which the product would look right and lose, double or overwrite something.</summary>
internal static class AllMutants
{
    public static IReadOnlyList<Mutant> List { get; } =
    [
        AcknowledgesBeforeCommit(), HasNoAttemptRow(), HasNoGuard(), DoesNotCoalesce(), DoesNotCheckRevisions(), KnowsNoFacts(),
    ];

    /// <summary>Rule 21: accepted means durable.</summary>
    private static Mutant AcknowledgesBeforeCommit()
    {
        const string Name = "acknowledge-before-commit";
        return new Mutant(Name, "disk-full", "nothing-lost",
        [
            new Patch("Ingestion/MessageIntake.cs", "        return Conclude(judged, await journal.AppendAsync(judged.Message, cancellationToken));", $$"""
                    if {{Mutant.Is(Name)}}
                    {
                        _ = journal.AppendAsync(judged.Message, CancellationToken.None).AsTask().ContinueWith(kept => kept.IsCompletedSuccessfully ? Conclude(judged, kept.Result) : null);
                        return new TakenMessage(judged.Header, judged.Refusal, new AppendResult(0, 0, TimeProvider.System.GetUtcNow(), false, false));
                    }

                    return Conclude(judged, await journal.AppendAsync(judged.Message, cancellationToken));
            """),
        ]);
    }

    /// <summary>Rule 18: nobody writes a key while an earlier call for it may still be on its way.</summary>
    private static Mutant HasNoAttemptRow()
    {
        const string Name = "no-attempt-row";
        return new Mutant(Name, "late-write", "latest-wins",
        [
            new Patch("Journal/Sql/PostingClaims.cs", "disturbed = false, attempt_started = @now", $"disturbed = false, attempt_started = {{({Mutant.Is(Name)} ? \"null\" : \"@now\")}}"),
            new Patch("Journal/Sql/PostingClaims.cs", "        await AttemptAsync(session, claim, claimed, cancellationToken)", $"        if (!{Mutant.Is(Name)}) await AttemptAsync(session, claim, claimed, cancellationToken)"),
        ]);
    }

    /// <summary>Rules 11 to 13: what people have taken over or changed is theirs.</summary>
    private static Mutant HasNoGuard()
    {
        const string Name = "no-guard";
        return new Mutant(Name, "person-in-between", "edits-intact",
        [
            new Patch("Delivery/Ownership.cs", "TheirsBecause() => Takeovers()", $"TheirsBecause() => {Mutant.Is(Name)} ? null : Takeovers()"),
            new Patch("Delivery/Ownership.cs", "        if (item.Policy.FoundBy is not null && _baseline is null) return [];", $"        if ({Mutant.Is(Name)} || (item.Policy.FoundBy is not null && _baseline is null)) return [];"),
        ]);
    }

    /// <summary>Rule 19: one row per external id holds the newest revision; here each is kept and sent in its turn.</summary>
    private static Mutant DoesNotCoalesce()
    {
        const string Name = "no-coalescing";
        return new Mutant(Name, "odoo-away", "superseded-not-sent",
        [
            new Patch("Journal/Sql/DesiredSets.cs", "        AddChanges(writes, changes, now);", $$"""
                    if {{Mutant.Is(Name)}}
                    {
                        foreach (var change in changes.Where(change => change.IsDue))
                        {
                            Backlog.GetOrAdd(change.Draft.Record.ExternalId, _ => new()).Enqueue((change.Revision, DesiredText.Write(change.Draft.Record)));
                        }
                    }

                    AddChanges(writes, changes, now);
            """),
            new Patch("Journal/Sql/DesiredSets.cs", "    private static async Task<Dictionary<string, Known>> ReadAsync(", """
                internal static readonly System.Collections.Concurrent.ConcurrentDictionary<string, System.Collections.Concurrent.ConcurrentQueue<(long Revision, string Desired)>> Backlog = new();

                private static async Task<Dictionary<string, Known>> ReadAsync(
            """),
            new Patch("Journal/Sql/PostingClaims.cs", "        var claimed = await ReadAsync(session, taken, now, cancellationToken).ConfigureAwait(false);", """
                    var claimed = await ReadAsync(session, taken, now, cancellationToken).ConfigureAwait(false);
                    claimed = claimed.ConvertAll(posting => DesiredSets.Backlog.TryGetValue(posting.ExternalId, out var queue) && queue.TryDequeue(out var next)
                        ? posting with { Revision = next.Revision, Desired = DesiredText.Read(next.Desired) }
                        : posting);
            """),
        ]);
    }

    /// <summary>Rule 1: what became of an older revision says nothing about a newer one.</summary>
    private static Mutant DoesNotCheckRevisions()
    {
        const string Name = "no-revision-check";
        return new Mutant(Name, "newer-meanwhile", "latest-wins",
        [
            new Patch("Journal/Sql/PostingRecords.cs", "var newest = result.Revision == row.Revision;", $"var newest = result.Revision == row.Revision || {Mutant.Is(Name)};"),
        ]);
    }

    /// <summary>Rule 7: a fact is known by what it is, not by the message that told it.</summary>
    private static Mutant KnowsNoFacts()
    {
        const string Name = "no-fact-identity";
        return new Mutant(Name, "told-twice", "nothing-twice",
        [
            new Patch("Mapping/Inbound/ContractBuilder.cs", "        var assertedAt = AssertedAt(frame);\n        var effective", $"        if ({Mutant.Is(Name)} && mapping.Shape.Domain == \"charge\") key = $\"{{key}}#{{run.Context.Sequence}}\";\n        var assertedAt = AssertedAt(frame);\n        var effective"),
        ]);
    }
}
