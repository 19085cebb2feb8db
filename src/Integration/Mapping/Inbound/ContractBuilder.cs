using System.Security.Cryptography;
using System.Text;
using Integration.Contracts;
using Integration.Mapping.Inbound.Functions;

namespace Integration.Mapping.Inbound;

/// <summary>Makes the contracts of one message by one mapping.</summary>
internal sealed class ContractBuilder(InboundMapping mapping, MessageRun run)
{
    /// <summary>How far ahead of the time received a sender's clock may be before it is not believed (rule 2).</summary>
    public static readonly TimeSpan FutureTolerance = TimeSpan.FromMinutes(10);

    public const string AssertedInFuture = "asserted-in-future";

    public MappingResult Build()
    {
        var whole = new Frame(run, run.Whole, null, Block.None);
        foreach (var rule in mapping.Suppressions)
        {
            if (rule.When.Evaluate(whole).IsTrue)
            {
                return new MappingResult([], rule.Name, []);
            }
        }

        var keyless = new Findings();
        var frames = Frames(keyless);
        var omitted = frames.Select(frame => mapping.Omissions.FirstOrDefault(rule => rule.When.Evaluate(frame).IsTrue)?.Name).ToList();
        if (omitted.Count > 0 && omitted.TrueForAll(name => name is not null))
        {
            return new MappingResult([], omitted[0], []);
        }

        frames = [.. frames.Where((_, at) => omitted[at] is null)];
        foreach (var frame in frames)
        {
            omitted.OfType<string>().ToList().ForEach(name => frame.Findings.Flag($"left-out-{name}"));
        }

        if (frames.Count == 0)
        {
            keyless.Fault(mapping.Each!.Name, $"a {mapping.Triggers[0]} needs at least one");
        }

        if (mapping.Otherwise is { } otherwise && frames.Count > 0)
        {
            frames = [.. frames.Where(Counts)];
            if (frames.Count == 0)
            {
                return new MappingResult([], otherwise, []);
            }
        }

        var waiting = new List<MappedContract>();
        var byKey = ByKey(frames, keyless, waiting);
        var built = byKey.Select(group => Contract(group.Key, group.Frames)).ToList();
        var faults = keyless.Faults.Concat(built.SelectMany(one => one.Findings.Faults)).Distinct().ToList();
        return faults.Count == 0
            ? new MappingResult([.. built.Select(one => one.Contract), .. waiting.DistinctBy(one => one.Key)], null, [])
            : new MappingResult([.. built.Select(one => one.Contract with { Contract = null, Unmapped = [] })], null, faults);
    }

    private List<Frame> Frames(Findings findings) => mapping.Each is { } each
        ? [.. each.In([run.Whole], findings).Select((part, at) => new Frame(run, part, null, mapping.Header) { Position = at + 1 })]
        : [new Frame(run, run.Whole, null, mapping.Header)];

    private bool Counts(Frame frame) => mapping.EachWhen.Any(when => when.Evaluate(frame).IsTrue);

    private List<(string Key, List<Frame> Frames)> ByKey(List<Frame> frames, Findings keyless, List<MappedContract> waiting)
    {
        var groups = new List<(string Key, List<Frame> Frames)>();
        foreach (var frame in frames)
        {
            var key = mapping.Key.Evaluate(frame);
            if (key.State == ValueState.Unknown)
            {
                keyless.Add(frame.Findings);
                if (frame.Findings.Unmapped.Count > 0)
                {
                    waiting.Add(Keyless(frame));
                }
            }
            else if (!key.HasText)
            {
                keyless.Fault(key.Where, $"empty, but it is part of the key of the {mapping.Shape.Domain}");
            }
            else if (mapping.JoinsInstances && groups.Find(group => group.Key == key.Text) is { Frames: { } known })
            {
                known.Add(frame);
            }
            else
            {
                groups.Add((key.Text, [frame]));
            }
        }

        return groups;
    }

    /// <summary>
    /// What it is about hangs on a code without a row (an unknown device), so the code stands in for the key. It closes nothing, even where the mapping makes deltas: what comes later cannot know its key either, and waits for the same code.
    /// </summary>
    private MappedContract Keyless(Frame frame)
    {
        var code = frame.Findings.Unmapped[0];
        return new MappedContract(new FoldKey(mapping.Shape.Domain, $"? {code.Table} {code.Code}"), Semantics.Snapshot, AssertedAt(frame), null, [.. frame.Findings.Unmapped.DistinctBy(one => (one.Table, one.Code))]);
    }

    private (MappedContract Contract, Findings Findings) Contract(string key, List<Frame> frames)
    {
        var frame = InForce(frames[0]);
        var header = mapping.Header.Bind(frame);
        var semantics = mapping.DeltaWhen?.Evaluate(frame).IsTrue == true ? Semantics.Delta : mapping.Semantics;
        var lines = mapping.Lines.SelectMany(rules => LineBuilder.Build(rules, frame, frames)).ToList();
        CheckLineKeys(lines, frame.Findings);
        foreach (var flag in mapping.Flags.Where(flag => flag.When.Evaluate(frame).IsTrue))
        {
            frame.Findings.Flag(flag.Name);
        }

        var assertedAt = AssertedAt(frame);
        var effective = mapping.Effective?.Evaluate(frame) ?? Value.Empty("");
        var headerIsClean = frame.Findings.IsClean;
        IReadOnlyList<UnmappedCode> headerFindings = [.. frame.Findings.Unmapped];
        foreach (var findings in lines.SelectMany(line => line.Findings).Distinct())
        {
            frame.Findings.Add(findings);
        }

        var good = lines.Where(line => line.IsClean).ToList();
        // A contract all of whose lines wait has nothing to say yet.
        var isSayable = headerIsClean && (good.Count == lines.Count || (mapping.Partial == PartialMapping.Lines && good.Count > 0));
        var contract = isSayable
            ? Seal(key, assertedAt, effective.HasText ? InstantOf.Parse(effective.Text) : assertedAt, frame.Findings.Flags, mapping.Shape.Build(semantics, new Bound(header) { MayHaveLines = mapping.Lines.Count > 0 }, [.. good.Select(line => new Bound(line.Values!))]))
            : null;
        IReadOnlyList<UnmappedCode> unmapped = [.. frame.Findings.Unmapped.DistinctBy(code => (code.Table, code.Code))];
        var mapped = new MappedContract(new FoldKey(mapping.Shape.Domain, key), semantics, assertedAt, contract, unmapped) { Aliases = Aliases(key, frame) };
        return (unmapped.Count == 0 ? mapped : mapped with { Waiting = WaitingLines.Of(header, lines, headerFindings, effective.HasText ? InstantOf.Parse(effective.Text) : assertedAt) }, frame.Findings);
    }

    /// <summary>The frame in which the tables answer as of the day the contract takes effect (rule 23). What that time itself is made of is looked up as of the day the message came.</summary>
    private Frame InForce(Frame frame)
    {
        if (!run.Context.Tables.AreDated)
        {
            return frame;
        }

        var found = frame.On(run.DayReceived);
        var effective = mapping.Effective?.Evaluate(found) ?? Value.Empty("");
        var day = run.DayOf(effective.HasText ? InstantOf.Parse(effective.Text) : AssertedAt(found));
        var inForce = frame.On(day);
        // What its key finds wanting belongs to the contract, as it does without dates.
        _ = mapping.Key.Evaluate(inForce);
        return inForce;
    }

    private List<FoldKey> Aliases(string key, Frame frame) =>
        [.. mapping.Aliases.Select(alias => alias.Evaluate(frame)).Where(alias => alias.HasText && alias.Text != key).Select(alias => new FoldKey(mapping.Shape.Domain, alias.Text)).Distinct()];

    /// <summary>Two lines of one identity would overwrite each other in silence.</summary>
    private void CheckLineKeys(List<BuiltLine> lines, Findings findings)
    {
        if (mapping.Shape.LineKey is not { } field)
        {
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            if (line.Values?.GetValueOrDefault(field) is { HasText: true } value && !seen.Add(value.Text))
            {
                findings.Fault(line.Where, "is the same line as an earlier one of this message");
            }
        }
    }

    private DateTimeOffset AssertedAt(Frame frame)
    {
        var received = run.Context.ReceivedAt.ToUniversalTime();
        var stated = mapping.Asserted.Evaluate(frame);
        if (!stated.HasText)
        {
            return received;
        }

        var asserted = InstantOf.Parse(stated.Text);
        if (asserted - received <= FutureTolerance)
        {
            return asserted;
        }

        frame.Findings.Flag(AssertedInFuture);
        return received;
    }

    private Contract Seal(string subject, DateTimeOffset assertedAt, DateTimeOffset effectiveAt, IReadOnlyList<string> flags, ContractContent content)
    {
        var type = ContractJson.TypePrefix + content.Name;
        var fact = $"{type}\n{subject}\n{Neutral.Instant(assertedAt)}\n{ContractJson.WriteContent(content)}";
        var envelope = new Envelope(
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(fact)).AsSpan(0, 16)),
            $"/interfaces/{run.Context.Interface.Name}",
            type,
            subject,
            run.Context.Interface.Name,
            run.Facility.Text,
            assertedAt,
            effectiveAt,
            mapping.Name,
            run.Context.Tables.Revision,
            FacilityTime.Version,
            run.Context.Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return new Contract(envelope, content, flags);
    }
}
