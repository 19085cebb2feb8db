using System.Diagnostics.CodeAnalysis;

namespace Integration.Hl7v2.Message;

/// <summary>Why a short text (a path, a time stamp) could not be read, or not be written into a message.</summary>
/// <param name="Position">Index of the first character that does not fit, from 0.</param>
/// <param name="Expected">What should stand there.</param>
public sealed record TextProblem(int Position, string Expected);

/// <summary>What was read from a short text, or why nothing was.</summary>
public readonly record struct Parsed<T>
{
    private readonly T? value;

    internal Parsed(T value) => this.value = value;

    internal Parsed(TextProblem problem) => Problem = problem;

    /// <summary>Null exactly when there is a value.</summary>
    public TextProblem? Problem { get; }

    public bool TryGet([MaybeNullWhen(false)] out T result, [NotNullWhen(false)] out TextProblem? problem)
    {
        result = value;
        problem = Problem;
        return problem is null;
    }
}
