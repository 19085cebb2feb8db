using System.Net;
using Integration.Contracts;

namespace Integration.Delivery;

/// <summary>How long Odoo had a call, whatever it waited for before it was sent.</summary>
internal sealed class CallWatch
{
    public TimeSpan Took { get; set; }
}

/// <summary>
/// Sees writing calls leave and their answers come. Measures the time between, and gives a test the moment in which Odoo has the call and its answer is still to
/// come: after the last byte of the request has left.
/// </summary>
public sealed class FailPointHandler : DelegatingHandler
{
    private static readonly AsyncLocal<(CallPoint Point, CallWatch Watch)?> s_current = new();

    /// <summary>Runs a writing call between its fail points.</summary>
    internal static async Task<T> AroundAsync<T>(CallPoint point, CallWatch watch, Func<Task<T>> call)
    {
        // Flows down into the handler and not back up to the caller.
        s_current.Value = (point, watch);
        FailPoint.Hit(point.BeforeSend);
        var answer = await call();
        FailPoint.Hit(point.AfterAnswer);
        return answer;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (s_current.Value is not { } current || request.Content is not { } content) return await base.SendAsync(request, cancellationToken);
        request.Content = new Watched(content, current.Point);
        var begun = TimeProvider.System.GetTimestamp();
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        finally
        {
            current.Watch.Took = TimeProvider.System.GetElapsedTime(begun);
        }
    }

    private sealed class Watched : HttpContent
    {
        private readonly HttpContent _content;
        private readonly CallPoint _point;

        public Watched(HttpContent content, CallPoint point)
        {
            _content = content;
            _point = point;
            foreach (var header in content.Headers) Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await _content.CopyToAsync(stream);
            await stream.FlushAsync();
            FailPoint.Hit(_point.AfterSend);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _content.Headers.ContentLength ?? 0;
            return _content.Headers.ContentLength is not null;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) _content.Dispose();
            base.Dispose(disposing);
        }
    }
}
