using System.Reflection;
using Integration.Journal;

namespace Integration.SystemTests.Files;

/// <summary>A journal that is away for files after so many appends.</summary>
public class BreakingJournal : DispatchProxy
{
    private IFileJournal _journal = null!;
    private int _left;

    public static IFileJournal Over(IFileJournal journal, int after)
    {
        var proxy = Create<IFileJournal, BreakingJournal>();
        ((BreakingJournal)proxy)._journal = journal;
        ((BreakingJournal)proxy)._left = after;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Name == nameof(IFileJournal.AppendInOrderAsync) && --_left < 0
            ? throw new JournalUnavailableException("It is away.", new TimeoutException())
            : targetMethod.Invoke(_journal, args);
}
