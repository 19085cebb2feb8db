using Microsoft.AspNetCore.Http;

namespace Integration.Sandbox.Faults;

/// <summary>What becomes of a call on its way: a trouble passes it on, or not, and answers something, or nothing.</summary>
internal delegate Task Trouble(Exchange exchange);

internal sealed record PassedAnswer(int Status, string? ContentType, byte[] Body, IReadOnlyList<string> Cookies);

/// <summary>One call in the proxy's hands.</summary>
internal sealed class Exchange(HttpContext http, PassingCall call, Func<Task<PassedAnswer>> passOn)
{
    private PassedAnswer? _passed;

    public PassingCall Call => call;

    /// <summary>Has Odoo do it, once, whether or not anybody waits for the answer any more.</summary>
    public async Task<PassedAnswer> PassOnAsync() => _passed ??= await passOn();

    public async Task AnswerAsync(PassedAnswer answer, int? length = null)
    {
        try
        {
            http.Response.StatusCode = answer.Status;
            if (answer.ContentType is not null) http.Response.ContentType = answer.ContentType;
            foreach (var cookie in answer.Cookies) http.Response.Headers.Append("Set-Cookie", cookie);
            http.Response.ContentLength = answer.Body.Length;
            await http.Response.Body.WriteAsync(answer.Body.AsMemory(0, length ?? answer.Body.Length), http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
            if (length is not null) Break();
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            // Whoever asked was killed meanwhile, or gave up.
        }
    }

    public Task AnswerAsync(int status, string page) => AnswerAsync(new PassedAnswer(status, "text/html", System.Text.Encoding.UTF8.GetBytes(page), []));

    /// <summary>Breaks the connection to whoever asked.</summary>
    public void Break() => http.Abort();

    /// <summary>Waits until whoever asked has gone away.</summary>
    public async Task UntilGoneAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, cancellationToken);
        var gone = new TaskCompletionSource();
        await using var told = either.Token.Register(gone.SetResult);
        await gone.Task;
    }
}
