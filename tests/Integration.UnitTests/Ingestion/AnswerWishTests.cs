using Integration.Contracts;
using Integration.Ingestion;
using Integration.Journal;
using Integration.UnitTests.Hl7v2;
using Microsoft.Extensions.Logging;

namespace Integration.UnitTests.Ingestion;

/// <summary>What is stored with a message about whom to tell what became of it.</summary>
public sealed class AnswerWishTests : ILogger, IMessageAppend
{
    private readonly List<IncomingMessage> _taken = [];
    private readonly List<string> _logged = [];

    [Theory]
    [InlineData("AL", "AL", AnswerWish.Always)]
    [InlineData("AL", "ER", AnswerWish.OnError)]
    [InlineData("NE", "SU", AnswerWish.OnSuccess)]
    [InlineData("", "AL", AnswerWish.Always)]
    [InlineData("AL", "NE", AnswerWish.None)]
    [InlineData("AL", "", AnswerWish.None)]
    [InlineData("", "", AnswerWish.None)]
    public async Task It_is_what_MSH_16_says(string accept, string application, AnswerWish wish) =>
        Assert.Equal(wish, await WishAsync(AnswerRoute.SameConnection, accept, application, "ADT^A01"));

    [Theory]
    [InlineData("AL", AnswerWish.None)]
    [InlineData("ER", AnswerWish.None)]
    [InlineData("SU", AnswerWish.Always)]
    [InlineData("NE", AnswerWish.Always)]
    public async Task A_refusal_is_told_after_mapping_only_where_it_was_not_told_at_once(string accept, AnswerWish wish) =>
        Assert.Equal(wish, await WishAsync(AnswerRoute.SameConnection, accept, "AL", "ADT^Z99"));

    [Fact]
    public async Task Where_no_way_is_configured_the_owner_is_told_once()
    {
        var intake = Intake(null);
        for (var number = 0; number < 3; number++)
        {
            await intake.TakeAsync(Message("AL", "AL", "ADT^A01"), null, null, default);
        }

        Assert.Contains("application-answers", Assert.Single(_logged), StringComparison.Ordinal);
        Assert.All(_taken, message => Assert.Equal(AnswerWish.None, message.Answer));
    }

    ValueTask<AppendResult> IMessageAppend.AppendAsync(IncomingMessage message, CancellationToken cancellationToken)
    {
        _taken.Add(message);
        return ValueTask.FromResult(new AppendResult(_taken.Count, _taken.Count, DateTimeOffset.UnixEpoch, Resend: false, Refused: false));
    }

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => _logged.Add(formatter(state, exception));

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    private async Task<AnswerWish> WishAsync(AnswerRoute route, string accept, string application, string type)
    {
        await Intake(route).TakeAsync(Message(accept, application, type), null, null, default);
        return Assert.Single(_taken).Answer;
    }

    private static byte[] Message(string accept, string application, string type) => Samples.Bytes($"MSH|^~\\&|APP|FAC|R|G|20260101||{type}|C1|P|2.5.1|||{accept}|{application}");

    private MessageIntake Intake(AnswerRoute? route)
    {
        var sender = new SenderProfile(["APP"], ["FAC"], ["P"], ControlIdUse.Unique, "UTF-8", new Dictionary<string, string>(), null);
        var definition = new InterfaceDefinition("north", "it", "127.0.0.1", 0, 1, InterfaceMode.Post, sender, new Dictionary<string, string> { ["ADT^A01"] = "v1" }, "North") { ApplicationAnswers = route };
        return new MessageIntake(definition, this, _ => { }, (_, _, _, _) => { }, 100_000, this);
    }
}
