using Xunit.Abstractions;
using Xunit.Sdk;

namespace Integration.SystemTests.Journal;

/// <summary>A fact of the journal's specification. Where there is no PostgreSQL it is skipped for that store, saying so; with <c>CI</c> set it fails instead.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Integration.SystemTests.Journal.JournalFactDiscoverer", "Integration.SystemTests")]
public sealed class JournalFactAttribute : FactAttribute;

public sealed class JournalFactDiscoverer(IMessageSink messages) : FactDiscoverer(messages)
{
    protected override IXunitTestCase CreateTestCase(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        new JournalTestCase(DiagnosticMessageSink, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod);
}

public sealed class JournalTestCase : XunitTestCase
{
    [Obsolete("For the runner, which makes it and then reads it back.")]
    public JournalTestCase()
    {
    }

    public JournalTestCase(IMessageSink messages, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod method)
        : base(messages, display, options, method)
    {
    }

    protected override string? GetSkipReason(IAttributeInfo factAttribute) =>
        base.GetSkipReason(factAttribute)
        ?? (TestMethod.TestClass.Class.Name.Split('.')[^1].StartsWith("Postgres", StringComparison.Ordinal) ? PostgresStore.MissingReason : null);
}
