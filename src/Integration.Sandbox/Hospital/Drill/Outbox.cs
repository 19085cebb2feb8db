using System.Collections.Concurrent;

namespace Integration.Sandbox.Hospital.Drill;

/// <summary>One message on its way.</summary>
/// <param name="Name">Its control id, or the resource's version.</param>
/// <param name="Address">The rest of the address, where it has one.</param>
internal sealed record Letter(string Name, string Address, byte[] Bytes);

/// <summary>How a letter gets to the worker: over MLLP, or HTTP.</summary>
internal interface ILine : IAsyncDisposable
{
    /// <returns>Null when no answer came, or one that says nothing; else whether it was accepted.</returns>
    Task<bool?> TransmitAsync(Letter letter, CancellationToken cancellationToken);
}

/// <summary>
/// Keeps each letter until it is accepted: the same bytes, first in first out. With a source of mischief it now and then sends one again that was accepted long ago, and holds one back until the next has gone.
/// </summary>
internal sealed class Outbox(ILine line, TimeProvider time, Random? mischief = null) : IAsyncDisposable
{
    private const int OneIn = 15;
    private const int Remembered = 40;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_beforeNextTry = TimeSpan.FromMilliseconds(150);

    private readonly ConcurrentQueue<Letter> _queue = new();
    private readonly List<Letter> _recent = [];
    private readonly Lock _lock = new();
    private Letter? _heldBack;
    private long _written;
    private long _put;
    private long _gone;
    private long _transmitted;

    /// <summary>Messages written, each counted once.</summary>
    public long Written => Interlocked.Read(ref _written);

    /// <summary>What was put on the line, resends and second tries included.</summary>
    public long Transmitted => Interlocked.Read(ref _transmitted);

    /// <summary>Letters not yet accepted.</summary>
    public int Waiting => _queue.Count;

    /// <summary>Letters meant to go again although they were accepted.</summary>
    public long Resent { get; private set; }

    public long Reordered { get; private set; }

    /// <summary>Names of those that were refused: nothing was wrong with any.</summary>
    public ConcurrentQueue<string> Refused { get; } = new();

    /// <summary>How many letters have been put into it by now, for <see cref="HasSent"/>.</summary>
    public long Mark()
    {
        lock (_lock)
        {
            LetGo();
            return _put;
        }
    }

    public bool HasSent(long mark) => Interlocked.Read(ref _gone) >= mark;

    /// <returns>Whether it is held back, so that a newer one goes first.</returns>
    public bool Send(Letter letter)
    {
        lock (_lock)
        {
            Interlocked.Increment(ref _written);
            if (mischief is not null && _heldBack is null && mischief.Next(OneIn) == 0)
            {
                _heldBack = letter;
                Reordered++;
                return true;
            }

            Put(letter);
            LetGo();
            if (mischief is not null && mischief.Next(OneIn) == 0)
            {
                Put(_recent[mischief.Next(_recent.Count)]);
                Resent++;
            }

            return false;
        }
    }

    /// <summary>Sends what is there until it is cancelled.</summary>
    public async Task PumpAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            if (!_queue.TryPeek(out var letter))
            {
                await Task.Delay(s_pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                continue;
            }

            Interlocked.Increment(ref _transmitted);
            if (await line.TransmitAsync(letter, cancellationToken) is { } accepted)
            {
                if (!accepted)
                {
                    Refused.Enqueue(letter.Name);
                }

                _queue.TryDequeue(out _);
                Interlocked.Increment(ref _gone);
            }
            else
            {
                await Task.Delay(s_beforeNextTry, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    public ValueTask DisposeAsync() => line.DisposeAsync();

    private void LetGo()
    {
        if (_heldBack is { } letter)
        {
            _heldBack = null;
            Put(letter);
        }
    }

    private void Put(Letter letter)
    {
        _queue.Enqueue(letter);
        _put++;
        _recent.Add(letter);
        if (_recent.Count > Remembered)
        {
            _recent.RemoveAt(0);
        }
    }
}
