namespace Integration.Worker.Drill;

/// <summary>
/// One kind of trouble. Traffic of the hospital goes on by itself all the while; an episode begins the fault, lets traffic meet it, and ends it. Afterwards every worker is started again, everything settles, and people act before the next.
/// </summary>
internal interface IDrillFault
{
    /// <summary>As in <c>--faults</c>: lower case, words joined by hyphens.</summary>
    string Name { get; }

    /// <summary>Why it cannot be played here, as half a sentence; null when it can.</summary>
    string? WhyNot(DrillPlace place) => null;

    /// <exception cref="DrillFailure">The fault did not come about, or what was waited for did not come.</exception>
    Task RunAsync(DrillScene scene, CancellationToken cancellationToken);
}

/// <summary>The drill itself could not go on: the step says where. Its run has failed, whatever was promised.</summary>
internal sealed class DrillFailure(string message) : Exception(message);
