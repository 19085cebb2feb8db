using System.Diagnostics;

namespace Integration.SystemTests.Support;

/// <summary>Waits for a condition with a deadline, and names the step that did not come.</summary>
internal static class Poll
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public static async Task UntilAsync(string step, TimeSpan most, Func<Task<bool>> reached, Func<string>? detail = null)
    {
        var watch = Stopwatch.StartNew();
        while (!await reached())
        {
            if (watch.Elapsed > most)
            {
                throw new TimeoutException($"'{step}' was not reached within {most}. {detail?.Invoke()}");
            }

            await Task.Delay(Pause, TimeProvider.System);
        }
    }
}
