using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Integration.Sandbox.Odoo.Http;

/// <summary>One call as a protocol reads it, and how that protocol words what becomes of it.</summary>
/// <param name="Method">A method of a model, or of a service; what faults are told by.</param>
/// <param name="Rows">Of a load.</param>
/// <param name="Run">Does it.</param>
/// <param name="Result">The answer; null is Python's None.</param>
/// <param name="Refusal">The answer when Odoo raises.</param>
internal sealed record WireCall(string Method, JsonArray? Rows, Func<JsonNode?> Run, Func<JsonNode?, WireReply> Result, Func<OdooError, WireReply> Refusal);

internal sealed record WireReply(int Status, JsonNode? Body);

/// <summary>Answers calls, and goes wrong on the way as it is told to.</summary>
internal sealed class FaultyReplies(SandboxFaults faults, TimeProvider time)
{
    public async Task AnswerAsync(HttpContext http, WireCall call)
    {
        var fault = faults.Take(call.Method);
        if (Refusing(fault) is { } status)
        {
            await RefuseAsync(http, status, fault!.Delay);
            return;
        }

        await SendAsync(http, fault, Answer(call, fault));
    }

    public static JsonObject Error(OdooError error) => new()
    {
        ["name"] = NameOf(error),
        ["message"] = error.Message,
        ["arguments"] = new JsonArray(error.Message),
        ["context"] = new JsonObject(),
        ["debug"] = $"Traceback (most recent call last):\n  File \"sandbox\", line 1\n{error.Name}: {error.Message}\n",
    };

    /// <summary>Odoo turns what a constraint of the database says into a sentence for people.</summary>
    public static string NameOf(OdooError error) => error.Column is null ? error.Name : "odoo.exceptions.ValidationError";

    private static int? Refusing(SandboxFault? fault) => fault?.Kind switch
    {
        SandboxFaultKind.BadGateway => StatusCodes.Status502BadGateway,
        SandboxFaultKind.TooManyRequests => StatusCodes.Status429TooManyRequests,
        SandboxFaultKind.ServiceUnavailable => StatusCodes.Status503ServiceUnavailable,
        null or SandboxFaultKind.Slow or SandboxFaultKind.HangAfterCommit or SandboxFaultKind.Html or SandboxFaultKind.HalfBody or SandboxFaultKind.LoadConflict => null,
        _ => throw new UnreachableException(),
    };

    private static async Task RefuseAsync(HttpContext http, int status, TimeSpan pause)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/html";
        if (pause > TimeSpan.Zero) http.Response.Headers.RetryAfter = ((int)pause.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        await http.Response.WriteAsync($"<html><body>{status}</body></html>", http.RequestAborted);
    }

    private static WireReply Answer(WireCall call, SandboxFault? fault)
    {
        try
        {
            return call.Result(fault?.Kind == SandboxFaultKind.LoadConflict ? LoadConflict(call.Rows!) : call.Run());
        }
        catch (OdooError error)
        {
            return call.Refusal(error);
        }
        catch (Exception error) when (error is InvalidOperationException or FormatException or ArgumentException or NullReferenceException)
        {
            // Arguments of a wrong shape, which Python finds out no earlier either.
            return call.Refusal(OdooError.Type(error.Message));
        }
    }

    private async Task SendAsync(HttpContext http, SandboxFault? fault, WireReply reply)
    {
        var body = Encoding.UTF8.GetBytes(reply.Body?.ToJsonString() ?? "null");
        http.Response.StatusCode = reply.Status;
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.ContentLength = body.Length;
        switch (fault?.Kind)
        {
            case SandboxFaultKind.Slow:
                await Task.Delay(fault.Delay, time, http.RequestAborted);
                break;
            case SandboxFaultKind.HangAfterCommit:
                await Task.Delay(Timeout.InfiniteTimeSpan, time, http.RequestAborted);
                break;
            case SandboxFaultKind.Html:
                http.Response.ContentType = "text/html";
                http.Response.ContentLength = null;
                body = "<html><body>Please wait</body></html>"u8.ToArray();
                break;
            case SandboxFaultKind.HalfBody:
                await http.Response.Body.WriteAsync(body.AsMemory(0, body.Length / 2), http.RequestAborted);
                await http.Response.Body.FlushAsync(http.RequestAborted);
                http.Abort();
                return;
        }

        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }

    private static JsonObject LoadConflict(JsonArray rows) => new()
    {
        ["ids"] = false,
        ["messages"] = new JsonArray([.. rows.Select((_, row) => new JsonObject
        {
            ["rows"] = new JsonObject { ["from"] = row, ["to"] = row },
            ["record"] = row,
            ["type"] = "error",
            ["message"] = "could not serialize access due to concurrent update",
        })]),
        ["nextrow"] = 0,
    };
}
