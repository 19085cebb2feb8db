namespace Integration.Worker.Drill.Faults;

/// <summary>Everything around the workers that goes wrong, in the order in which it is played.</summary>
internal static class WorldFaults
{
    public static IReadOnlyList<IDrillFault> All { get; } =
    [
        new ToldTwice(), new PersonInBetween(), new RejectedRows(), new KeyRevoked(), .. BrokenAnswers.All, new BadGateway(), new OdooAway(), new NewerMeanwhile(), new LateWrite(kills: false), new LateWrite(kills: true),
        new FrozenOverACall(), new BrokerLost(), new QueuesDeleted(), new DiskFull(), new ClockSkewed(),
    ];
}
