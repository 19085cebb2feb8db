using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Integration.Sandbox.Fhir.Store;
using Microsoft.AspNetCore.Http;

namespace Integration.Sandbox.Fhir.Http;

/// <summary>Answers in FHIR's words, and goes wrong on the way as it is told to.</summary>
internal sealed class FhirReplies(FhirFaults faults, TimeProvider time)
{
    private const string FaultKey = "fault";
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Bytes(JsonNode node) => Encoding.UTF8.GetBytes(node.ToJsonString(s_json));

    /// <summary>Takes the request's fault.</summary>
    /// <returns>Whether there is anything left to do.</returns>
    public async Task<bool> BeginAsync(HttpContext http, string type, int page)
    {
        var fault = faults.TakeForRequest(type, page);
        http.Items[FaultKey] = fault;
        switch (fault?.Kind)
        {
            case FhirFaultKind.TooManyRequests:
                http.Response.Headers.RetryAfter = ((int)fault.Delay.TotalSeconds).ToString(CultureInfo.InvariantCulture);
                await RefuseAsync(http, StatusCodes.Status429TooManyRequests, "throttled", "too many requests");
                return false;
            case FhirFaultKind.ServerError:
                await RefuseAsync(http, StatusCodes.Status500InternalServerError, "exception", "told to fail");
                return false;
            default:
                return true;
        }
    }

    public Task SendAsync(HttpContext http, StoredVersion version, int status = StatusCodes.Status200OK)
    {
        http.Response.Headers.ETag = version.ETag;
        http.Response.Headers.LastModified = version.LastUpdated.ToString("R", CultureInfo.InvariantCulture);
        return SendAsync(http, version.Copy(), status);
    }

    public async Task SendAsync(HttpContext http, JsonNode body, int status = StatusCodes.Status200OK)
    {
        var bytes = Bytes(body);
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/fhir+json; charset=utf-8";
        http.Response.ContentLength = bytes.Length;
        var fault = http.Items[FaultKey] as FhirFault;
        if (fault?.Kind == FhirFaultKind.Slow) await Task.Delay(fault.Delay, time, http.RequestAborted);
        if (fault?.Kind == FhirFaultKind.HalfBody)
        {
            await http.Response.Body.WriteAsync(bytes.AsMemory(0, bytes.Length / 2), http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
            http.Abort();
            return;
        }

        await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
    }

    /// <param name="code">Of the value set issue-type.</param>
    public Task RefuseAsync(HttpContext http, int status, string code, string why) => SendAsync(
        http,
        new JsonObject
        {
            ["resourceType"] = "OperationOutcome",
            ["issue"] = new JsonArray(new JsonObject { ["severity"] = "error", ["code"] = code, ["diagnostics"] = why }),
        },
        status);
}
