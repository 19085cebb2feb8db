namespace Integration.Sandbox.Faults;

/// <summary>What can go wrong between a client and Odoo.</summary>
internal static class Troubles
{
    private const string Page = "<html><body>Please wait</body></html>";

    /// <summary>A proxy that finds no Odoo: nothing is done.</summary>
    public static Trouble BadGateway { get; } = exchange => exchange.AnswerAsync(502, "<html><body>502 Bad Gateway</body></html>");

    /// <summary>It is done, and a page comes in place of the answer.</summary>
    public static Trouble Html { get; } = async exchange =>
    {
        await exchange.PassOnAsync();
        await exchange.AnswerAsync(200, Page);
    };

    /// <summary>It is done, and the connection breaks in the middle of the answer.</summary>
    public static Trouble HalfBody { get; } = async exchange =>
    {
        var answer = await exchange.PassOnAsync();
        await exchange.AnswerAsync(answer, answer.Body.Length / 2);
    };

    /// <summary>Answers come this much later.</summary>
    public static Trouble Slow(TimeSpan delay, TimeProvider time) => async exchange =>
    {
        var answer = await exchange.PassOnAsync();
        await Task.Delay(delay, time);
        await exchange.AnswerAsync(answer);
    };

    /// <summary>It is done, and no answer comes until the client gives up, or this is over.</summary>
    public static Trouble HangAfterCommit(CancellationToken over) => async exchange =>
    {
        await exchange.PassOnAsync();
        await exchange.UntilGoneAsync(over);
        exchange.Break();
    };

    /// <summary>It is done only when let go, and answered then, if anybody still waits.</summary>
    public static Trouble HeldUntil(Task letGo) => async exchange =>
    {
        await letGo;
        await exchange.AnswerAsync(await exchange.PassOnAsync());
    };

    /// <summary>It is done at once, and answered only when let go.</summary>
    public static Trouble AnsweredWhen(Task letGo) => async exchange =>
    {
        var answer = await exchange.PassOnAsync();
        await letGo;
        await exchange.AnswerAsync(answer);
    };

    /// <summary>The late write: the connection breaks at once, and Odoo gets the call only when it is let go.</summary>
    public static Trouble LateUntil(Task letGo) => async exchange =>
    {
        exchange.Break();
        await letGo;
        await exchange.PassOnAsync();
    };

    /// <summary>A person acts after the client has looked and before its write arrives: the one race that no guard can exclude.</summary>
    public static Trouble After(Func<Task> person) => async exchange =>
    {
        await person();
        await exchange.AnswerAsync(await exchange.PassOnAsync());
    };
}
