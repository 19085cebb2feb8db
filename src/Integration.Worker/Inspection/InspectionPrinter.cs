using Integration.Worker.Commands;

namespace Integration.Worker.Inspection;

/// <summary>One message or resource for people: a line of what it is, of a message a line of its segments, and a line for each problem.</summary>
internal static class InspectionPrinter
{
    public static void Print(InspectedMessage message, bool notes)
    {
        var type = message.Type.Length == 0 ? "no message" : message.Trigger.Length == 0 ? message.Type : $"{message.Type}^{message.Trigger}";
        Output.Line($"{message.File} #{Output.Number(message.Index)}: {(message.Readable ? "" : "NOT READABLE, ")}{type}{Part(" as ", message.Structure)}{Part(" from ", message.Sender)}{Part(", control id ", message.ControlId)}{Part(", version ", message.Version)}{Part(", ", message.Encoding)}");
        if (message.Segments.Count > 0)
        {
            Output.Line("    " + string.Join(' ', Runs(message.Segments)));
        }

        Print(message.Problems, notes);
    }

    public static void Print(InspectedResource resource, bool notes)
    {
        var type = resource.ResourceType.Length == 0 ? "no resource" : resource.ResourceType;
        Output.Line($"{resource.File}{Part(" ", resource.At)}: {(resource.Readable ? "" : "NOT READABLE, ")}{type}{Part("/", resource.Id)}{Part(", version ", resource.Version)}{Part(", updated ", resource.Updated)}{Part(", profile ", string.Join(' ', resource.Profiles))}");
        Print(resource.Problems, notes);
    }

    private static void Print(IReadOnlyList<InspectionProblem> problems, bool notes)
    {
        foreach (var problem in problems.Where(problem => notes || problem.Severity != InspectionSeverity.Note))
        {
            Output.Line($"    {problem.Severity.ToString().ToLowerInvariant(),-7} {problem.At}{(problem.Byte is { } at ? $" (byte {Output.Number(at)})" : "")}: {problem.Rule}: {problem.Error}");
        }
    }

    private static string Part(string before, string text) => text.Length == 0 ? "" : before + text;

    /// <summary>Repeated neighbours as <c>OBX×12</c>.</summary>
    private static IEnumerable<string> Runs(IReadOnlyList<string> names)
    {
        for (var at = 0; at < names.Count;)
        {
            var next = at + 1;
            while (next < names.Count && names[next] == names[at])
            {
                next++;
            }

            yield return next - at == 1 ? names[at] : $"{names[at]}×{Output.Number(next - at)}";
            at = next;
        }
    }
}
