using System.Collections.Concurrent;

namespace Integration.Pipeline;

/// <summary>
/// The ladder in memory, where one process runs every role: one timer per database and rung, however much waits on it. A wake-up asked for while its timer runs makes that run once more.
/// </summary>
internal sealed class RetryTimers(OdooDatabases databases, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<(string Database, string Queue), Rung> _rungs = new();

    public void Later(string database, RetryQueue queue)
    {
        if (databases.Find(database) is { } found)
        {
            _rungs.GetOrAdd((database, queue.Name), _ => new Rung(found.Signal, time)).Arm(queue.Delay);
        }
    }

    public void Dispose()
    {
        foreach (var rung in _rungs.Values)
        {
            rung.Dispose();
        }
    }

    private sealed class Rung : IDisposable
    {
        private readonly Lock _lock = new();
        private readonly WorkSignal _signal;
        private readonly TimeProvider _time;
        private readonly ITimer _timer;
        private DateTimeOffset _last;
        private bool _runs;

        public Rung(WorkSignal signal, TimeProvider time)
        {
            _signal = signal;
            _time = time;
            _timer = time.CreateTimer(_ => Fire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public void Arm(TimeSpan delay)
        {
            lock (_lock)
            {
                _last = _time.GetUtcNow() + delay;
                if (!_runs)
                {
                    _runs = _timer.Change(delay, Timeout.InfiniteTimeSpan);
                }
            }
        }

        public void Dispose() => _timer.Dispose();

        private void Fire()
        {
            _signal.Set();
            lock (_lock)
            {
                var left = _last - _time.GetUtcNow();
                _runs = left > TimeSpan.Zero && _timer.Change(left, Timeout.InfiniteTimeSpan);
            }
        }
    }
}
