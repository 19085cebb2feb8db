using Integration.Fhir.Bundles;
using Integration.Fhir.Elements;

namespace Integration.Ingestion.Fhir;

/// <summary>
/// Takes what was posted and says how it is answered: entries of a transaction and changes of a message together or not at all, those of a batch each by itself, those of anything else together where all of them can be read.
/// Whatever is refused is journalled as rejected, and only then answered.
/// </summary>
internal sealed class FhirPosts(FhirIntake intake, FhirBounds bounds, Uri self)
{
    /// <summary>Issues told one by one; the rest is only counted.</summary>
    public const int MostTold = 100;

    private static readonly IReadOnlyList<FhirIssue> s_company = [FhirIssue.Information(PostTally.InCompany)];

    private const string NothingTaken = "a resource of a type this interface takes";

    /// <summary>A bundle at the base address.</summary>
    public async Task<EdgeAnswer> BundleAsync(Stream content, CancellationToken cancellationToken)
    {
        var arrival = FhirArrival.Read(content, bounds);
        if (!arrival.IsRefused && (arrival.Kind != FhirArrivalKind.Bundle || arrival.BundleType == "message"))
        {
            return await RefuseAsync(arrival, [Problem("Bundle.type", "NotOffered", "a bundle; single resources go to their type's address, messages to $process-message")], cancellationToken);
        }

        return arrival.IsRefused ? await RefuseAsync(arrival, arrival.Problems, cancellationToken)
            : arrival.IsWhole ? await WholeAsync(arrival, cancellationToken)
            : await EachAsync(arrival, cancellationToken);
    }

    /// <summary>A message (FHIR R4, $process-message): answered with a message wherever the request has a header to answer.</summary>
    public async Task<EdgeAnswer> MessageAsync(Stream content, CancellationToken cancellationToken)
    {
        var arrival = FhirArrival.Read(content, bounds);
        var asked = MessageAsked.Of(arrival.ReadHeader());
        EdgeAnswer Answer(int status, string code, IReadOnlyList<FhirIssue> issues) =>
            asked.Id.Length == 0 ? EdgeAnswer.Outcome(status, issues) : new EdgeAnswer(status, json => EdgeAnswers.Message(json, asked, code, self, issues));
        IReadOnlyList<FhirProblem> problems = arrival.IsRefused ? arrival.Problems
            : arrival.BundleType != "message" ? [Problem("Bundle.type", "NotOffered", "message")]
            : asked.Id.Length == 0 ? [Problem("Bundle.entry[0].resource.id", "Required", "an id, which the answer has to name")]
            : [];
        var parts = problems.Count > 0 ? [] : arrival.Parts(intake.Takes, 0).ToList();
        problems = problems.Count > 0 ? problems : Errors(parts);
        if (problems.Count > 0)
        {
            await intake.RefuseAsync("Bundle", arrival.Id, arrival.Head(FhirIntake.HeadBytes), problems, cancellationToken);
            return Answer(StatusOf(problems), "fatal-error", Told(problems));
        }

        await intake.TakeAsync([.. parts.Select(part => part.Change).OfType<FhirChange>()], cancellationToken);
        return Answer(200, "ok", [.. Told([.. arrival.Problems, .. parts.SelectMany(part => part.Problems)]), .. Company(parts)]);
    }

    /// <summary>A resource at its type's address.</summary>
    /// <param name="id">As the address names it; null for a new one.</param>
    public async Task<EdgeAnswer> ResourceAsync(Stream content, string type, string? id, CancellationToken cancellationToken)
    {
        var arrival = FhirArrival.Read(content, bounds);
        var part = arrival.IsRefused || arrival.Kind == FhirArrivalKind.Bundle ? null : arrival.Parts(intake.Takes, 0).Single();
        var problems = arrival.IsRefused ? arrival.Problems
            : part is null || part.Type != type ? [Problem(type, "NotOffered", $"a resource of the type {type}")]
            : part.IsRefused ? part.Problems
            : part.Change is null ? [Problem(type, "NotOffered", NothingTaken)]
            : id is not null && part.Change.Id != id ? [Problem($"{type}.id", "Mismatch", "the id that the address names")]
            : [];
        if (problems.Count > 0)
        {
            return await RefuseAsync(arrival, problems, cancellationToken);
        }

        await intake.TakeAsync([part!.Change!], cancellationToken);
        return EdgeAnswer.Outcome(id is null ? 201 : 200, Told(part.Problems));
    }

    /// <summary>A deletion by address.</summary>
    public async Task<EdgeAnswer> DeletionAsync(string type, string id, CancellationToken cancellationToken)
    {
        if (!intake.Takes(type))
        {
            return EdgeAnswer.Outcome(404, FhirIssue.Error("not-supported", $"expected {NothingTaken}"));
        }

        await intake.TakeAsync([FhirChange.Deletion(type, id)], cancellationToken);
        return EdgeAnswer.Outcome(200);
    }

    private async Task<EdgeAnswer> WholeAsync(FhirArrival arrival, CancellationToken cancellationToken)
    {
        var parts = arrival.Parts(intake.Takes, 0).ToList();
        var problems = Errors(parts);
        if (problems.Count > 0)
        {
            return await RefuseAsync(arrival, problems, cancellationToken);
        }

        await intake.TakeAsync([.. parts.Select(part => part.Change).OfType<FhirChange>()], cancellationToken);
        return new EdgeAnswer(200, json => EdgeAnswers.Bundle(json, "transaction-response", parts.Select(Answer)));
    }

    private async Task<EdgeAnswer> EachAsync(FhirArrival arrival, CancellationToken cancellationToken)
    {
        var tally = new PostTally();
        var window = new List<FhirPart>();
        var isBatch = arrival.BundleType == "batch";
        var answers = new List<EntryAnswer>();
        long size = 0;
        foreach (var part in arrival.Parts(intake.Takes, 0))
        {
            tally.Add(part);
            if (isBatch)
            {
                answers.Add(Answer(part));
            }

            if (part.Change is null && !part.IsRefused)
            {
                continue;
            }

            size += part.Change?.Body.Length ?? part.Head.Length;
            window.Add(part);
            if (window.Count == AppendWindow.MostMessages || size >= AppendWindow.MostBytes)
            {
                await intake.TakePartsAsync(window, cancellationToken);
                window.Clear();
                size = 0;
            }
        }

        if (tally.IsNothing)
        {
            return await RefuseAsync(arrival, [Problem("Bundle.entry", "NotOffered", NothingTaken)], cancellationToken);
        }

        await intake.TakePartsAsync(window, cancellationToken);
        return isBatch
            ? new EdgeAnswer(200, json => EdgeAnswers.Bundle(json, "batch-response", answers))
            : EdgeAnswer.Outcome(tally.Refused == 0 ? 200 : 422, [.. Told(arrival.Problems), .. tally.Issues]);
    }

    private async Task<EdgeAnswer> RefuseAsync(FhirArrival arrival, IReadOnlyList<FhirProblem> problems, CancellationToken cancellationToken)
    {
        await intake.RefuseAsync(arrival.Type, arrival.Id, arrival.Head(FhirIntake.HeadBytes), problems, cancellationToken);
        return EdgeAnswer.Outcome(StatusOf(problems), Told(problems));
    }

    /// <summary>Why all of it is refused; none where it can be taken.</summary>
    private static List<FhirProblem> Errors(List<FhirPart> parts)
    {
        var errors = parts.SelectMany(part => part.Problems).Where(problem => problem.Severity == FhirSeverity.Error).ToList();
        return errors.Count > 0 || parts.Exists(part => part.Change is not null) ? errors : [Problem("Bundle.entry", "NotOffered", NothingTaken)];
    }

    private static EntryAnswer Answer(FhirPart part) => part switch
    {
        { IsRefused: true } => new EntryAnswer(StatusOf(part.Problems), Told(part.Problems)),
        { Change: null } => new EntryAnswer(200, s_company),
        { Method: FhirMethod.Post } => new EntryAnswer(201, Told(part.Problems)),
        { Method: FhirMethod.Delete } => new EntryAnswer(204, []),
        _ => new EntryAnswer(200, Told(part.Problems)),
    };

    private static IEnumerable<FhirIssue> Company(List<FhirPart> parts) =>
        parts.Where(part => part.Change is null && part.Type != "MessageHeader").Take(MostTold).Select(part => FhirIssue.Information(PostTally.InCompany, part.Location));

    private static FhirIssue[] Told(IReadOnlyList<FhirProblem> problems) =>
        problems.Count <= MostTold ? [.. problems.Select(FhirIssue.Of)] : [.. problems.Take(MostTold).Select(FhirIssue.Of), FhirIssue.Error("too-costly", $"{problems.Count - MostTold} more are not told")];

    private static int StatusOf(IReadOnlyList<FhirProblem> problems) => FhirIssue.StatusOf(problems.First(problem => problem.Severity == FhirSeverity.Error));

    private static FhirProblem Problem(string location, string rule, string expected) => new(FhirSeverity.Error, location, rule, expected, 0);
}
