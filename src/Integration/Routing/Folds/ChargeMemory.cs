using System.Security.Cryptography;
using System.Text;
using Integration.Contracts;

namespace Integration.Routing.Folds;

/// <summary>What is known of one transaction.</summary>
/// <param name="Booked">Every entry, in the order of what was stated.</param>
/// <param name="Standing">The charge that is not taken back; null for none.</param>
/// <param name="Waiting">Credits that came before any charge.</param>
/// <param name="Left">Credits that came when everything was taken back.</param>
internal sealed record ChargeMemory(IReadOnlyList<Booking> Booked, StandingCharge? Standing, IReadOnlyList<WaitingCredit> Waiting, IReadOnlyList<WaitingCredit> Left)
{
    /// <summary>A charge said again is the same charge; said otherwise it takes the place of the one before, which is reversed.</summary>
    public ChargeMemory Charge(ServiceActivity content)
    {
        var hash = HashOf(content);
        if (Standing?.Booking.Hash == hash)
        {
            return this;
        }

        var booking = new Booking(hash, 1 + Count(hash, reversals: false), IsReversal: false, content);
        var next = this with
        {
            Booked = [.. Booked, .. Standing is { } before ? [before.Booking.Reversed()] : (Booking[])[], booking],
            Standing = new StandingCharge(booking, 0),
            Waiting = [],
        };
        return Waiting.Aggregate(next, (memory, credit) => memory.TakeBack(credit));
    }

    public ChargeMemory Credit(DateTimeOffset assertedAt, ServiceActivity content)
    {
        var credit = new WaitingCredit(HashOf(content), assertedAt, content);
        if (TakesBackAll(credit))
        {
            return TakeBack(credit);
        }

        if (Booked.FirstOrDefault(booking => booking.IsReversal && booking.Hash == credit.Hash && booking.Told is null) is { } reversed)
        {
            // The charge was stated otherwise before this credit of it came, and was reversed for that.
            return this with { Booked = [.. Booked.Select(booking => booking == reversed ? booking with { Told = content.Entry } : booking)] };
        }

        var since = Standing is { } standing ? Booked.SkipWhile(booking => booking != standing.Booking) : Booked;
        if (since.Any(credit.IsTold) || Waiting.Any(credit.IsSame) || Left.Any(credit.IsSame))
        {
            return this;
        }

        return Standing is not null ? TakeBack(credit) : Booked.Count == 0 ? this with { Waiting = [.. Waiting, credit] } : this with { Left = [.. Left, credit] };
    }

    /// <summary>The source knows no charge any more: what stands of it is reversed, and credits that wait for it find nothing.</summary>
    public ChargeMemory Withdraw(string entry)
    {
        if (Standing is not { } standing)
        {
            return this;
        }

        var charged = standing.Booking.Of;
        var rest = charged with { Amount = charged.Amount - standing.Credited };
        var reversal = standing.Credited == 0
            ? standing.Booking.Reversed()
            : new Booking(HashOf(rest), 1 + Count(HashOf(rest), reversals: true), IsReversal: true, rest);
        return this with { Booked = [.. Booked, reversal with { Told = entry }], Standing = null };
    }

    private bool TakesBackAll(WaitingCredit credit) => Standing is { Credited: 0 } standing && standing.Booking.Hash == credit.Hash;

    /// <summary>Never booked: a charge is not taken back twice. Named as they would be, for people to see.</summary>
    public IEnumerable<Booking> Unneeded() =>
        Left.GroupBy(credit => credit.Hash).SelectMany(same => same.Select((credit, at) => new Booking(same.Key, 1 + at + Count(same.Key, reversals: true), IsReversal: true, credit.Content)));

    /// <summary>One that says all the charge says reverses it; another is a part of it, or was dated otherwise, and stands under its own name. Once as much is credited as was charged, nothing stands.</summary>
    private ChargeMemory TakeBack(WaitingCredit credit)
    {
        if (TakesBackAll(credit))
        {
            return this with { Booked = [.. Booked, Standing!.Booking.Reversed() with { Told = credit.Content.Entry }], Standing = null };
        }

        var part = new Booking(credit.Hash, 1 + Count(credit.Hash, reversals: true), IsReversal: true, credit.Content) { Told = credit.Content.Entry };
        var credited = Standing?.Credited + credit.Content.Amount;
        return this with
        {
            Booked = [.. Booked, part],
            Standing = Standing is { } charge && credited < charge.Booking.Of.Amount ? charge with { Credited = credited!.Value } : null,
        };
    }

    private int Count(string hash, bool reversals) => Booked.Count(booking => booking.Hash == hash && booking.IsReversal == reversals);

    /// <summary>Of all that makes an entry what it is: a credit that takes a charge back in full has the hash of the charge.</summary>
    private static string HashOf(ServiceActivity content)
    {
        var said = ContractJson.WriteContent(content with { Entry = "", Kind = ActivityKind.Charge, Reverses = null, Title = "" });
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(said)).AsSpan(0, 6));
    }
}

/// <param name="Number">Which time the same was charged, from 1: after it was taken back it may be charged again.</param>
/// <param name="Of">What it books, or takes back.</param>
internal sealed record Booking(string Hash, int Number, bool IsReversal, ServiceActivity Of)
{
    /// <summary>The sender's number of the credit that led to a reversal; null where another charge took its place.</summary>
    public string? Told { get; init; }

    public string Name => IsReversal ? $"{Hash}_{Number}_r" : $"{Hash}_{Number}";

    public Booking Reversed() => this with { IsReversal = true };
}

/// <param name="Credited">How much of its amount was taken back in parts.</param>
internal sealed record StandingCharge(Booking Booking, decimal Credited);

internal sealed record WaitingCredit(string Hash, DateTimeOffset AssertedAt, ServiceActivity Content)
{
    public bool IsSame(WaitingCredit other) => other.Hash == Hash && other.Content.Entry == Content.Entry;

    /// <summary>Whether it led to this reversal: a credit that comes again takes nothing back again.</summary>
    public bool IsTold(Booking booking) => booking.IsReversal && booking.Hash == Hash && booking.Told == Content.Entry;
}
