using Xunit.Abstractions;
using Xunit.Sdk;

namespace Integration.SystemTests.Support;

/// <summary>The environment variables that a test class cannot do without: the address of a real server. See ops/dev/servers.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = true)]
public sealed class NeedsAttribute(params string[] variables) : Attribute
{
    public IReadOnlyList<string> Variables { get; } = variables;

    internal static string? Missing(IEnumerable<string> variables)
    {
        var missing = variables.Where(variable => string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable))).ToArray();
        return missing.Length == 0 ? null : $"{string.Join(", ", missing)} is not set. Real servers: eval \"$(ops/dev/servers env)\"";
    }

    /// <summary>On a laptop a test without its server is skipped; where CI is set it runs, and fails.</summary>
    internal static bool MaySkip => string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI"));
}

/// <summary>A fact of a class, or of a specification it inherits, that is skipped where a server that the class <see cref="NeedsAttribute">needs</see> is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Integration.SystemTests.Support.RealFactDiscoverer", "Integration.SystemTests")]
public sealed class RealFactAttribute : FactAttribute;

public sealed class RealFactDiscoverer(IMessageSink diagnostics) : IXunitTestCaseDiscoverer
{
    public IEnumerable<IXunitTestCase> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        [new RealTestCase(diagnostics, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod)];
}

public sealed class RealTestCase : XunitTestCase
{
    [Obsolete("For the runner, which fills it by reading.")]
    public RealTestCase() { }

    public RealTestCase(IMessageSink diagnostics, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod method)
        : base(diagnostics, display, options, method) { }

    protected override string? GetSkipReason(IAttributeInfo factAttribute)
    {
        if (base.GetSkipReason(factAttribute) is { } reason) return reason;
        var needs = TestMethod.TestClass.Class.GetCustomAttributes(typeof(NeedsAttribute)).FirstOrDefault();
        return needs is null || !NeedsAttribute.MaySkip ? null : NeedsAttribute.Missing(needs.GetNamedArgument<IReadOnlyList<string>>(nameof(NeedsAttribute.Variables)));
    }
}
