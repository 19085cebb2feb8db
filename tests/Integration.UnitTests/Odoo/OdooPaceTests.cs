using System.Net;
using Integration.Odoo;
using Integration.Odoo.Wire;

namespace Integration.UnitTests.Odoo;

public sealed class OdooPaceTests
{
    private static readonly OdooConnection Connection = new() { Url = new Uri("https://odoo.example"), Database = "d", User = "u", Secret = "s" };
    private readonly ManualTime _time = new();

    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task Two_calls_run_at_once_and_the_third_waits_until_one_has_ended()
    {
        var pace = new OdooPace(Connection, _time);
        TaskCompletionSource<int> first = new(), second = new();
        var begun = 0;

        var running = new[] { pace.RunAsync(() => first.Task, None), pace.RunAsync(() => second.Task, None) };
        var third = pace.RunAsync(() => Task.FromResult(++begun), None);
        Assert.Equal(0, begun);

        second.SetResult(0);
        Assert.Equal(1, await third);
        first.SetResult(0);
        await Task.WhenAll(running);
    }

    [Fact]
    public async Task The_line_holds_its_number_and_one_more_is_refused_untried()
    {
        var pace = new OdooPace(Connection with { MaxConcurrentCalls = 1 }, _time);
        TaskCompletionSource<int> first = new();
        List<Task> line = [pace.RunAsync(() => first.Task, None)];
        for (var place = 0; place < OdooPace.MostWaiting; place++) line.Add(pace.RunAsync(() => Task.FromResult(0), None));

        var fault = await Assert.ThrowsAsync<OdooFault>(() => pace.RunAsync(() => Task.FromResult(0), None));

        Assert.Equal((OdooFaultKind.Throttled, false), (fault.Kind, fault.OutcomeUnknown));
        first.SetResult(0);
        await Task.WhenAll(line);
        Assert.Equal(7, await pace.RunAsync(() => Task.FromResult(7), None));
    }

    [Fact]
    public async Task Who_gives_up_in_the_line_leaves_its_place()
    {
        var pace = new OdooPace(Connection with { MaxConcurrentCalls = 1 }, _time);
        using var cancel = new CancellationTokenSource();
        TaskCompletionSource<int> first = new();
        var running = pace.RunAsync(() => first.Task, None);
        var waiting = pace.RunAsync(() => Task.FromResult(0), cancel.Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        first.SetResult(0);
        await running;
        Assert.Equal(7, await pace.RunAsync(() => Task.FromResult(7), None));
    }

    [Fact]
    public async Task With_one_call_a_second_the_second_waits_and_the_wait_is_no_time_of_Odoo()
    {
        // The time-out of a call is 30 s: sixty calls in line would be given up if waiting counted.
        using var http = new ScriptedHttp();
        var client = http.Result("8").Client(_time, callsPerSecond: 1, maxConcurrentCalls: 64);
        await client.LogInAsync(None);

        var calls = Enumerable.Range(0, 60).Select(_ =>
        {
            http.Result("true");
            return client.CallAsync("purchase.order", "button_cancel", [5], OdooContext.Standard, None);
        }).ToArray();
        Assert.Single(http.Calls);
        for (var second = 1; second <= 60; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            // The next in line takes its turn on another thread.
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            while (http.Calls.Count <= second)
            {
                deadline.Token.ThrowIfCancellationRequested();
                await Task.Yield();
            }

            Assert.Equal(1 + second, http.Calls.Count);
        }

        await Task.WhenAll(calls);
    }

    [Theory]
    [InlineData(429, "17", 17)]
    [InlineData(503, "17", 17)]
    [InlineData(429, "999999999", 3600)]
    [InlineData(429, "Wed, 01 Jan 2031 00:00:09 GMT", 9)]
    [InlineData(429, null, null)]
    public async Task A_server_that_says_when_to_come_back_is_believed(int status, string? header, int? seconds)
    {
        using var http = new ScriptedHttp();
        http.Then(_ =>
        {
            var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent("<html></html>") };
            if (header is not null) response.Headers.TryAddWithoutValidation("Retry-After", header);
            return Task.FromResult(response);
        });

        var fault = await Assert.ThrowsAsync<OdooFault>(() => http.Client(_time).LogInAsync(None));

        Assert.Equal((OdooFaultKind.Throttled, false), (fault.Kind, fault.OutcomeUnknown));
        Assert.Equal(seconds is { } number ? TimeSpan.FromSeconds(number) : null, fault.RetryAfter);
    }

    [Fact]
    public async Task Half_open_lets_exactly_one_call_through_and_its_success_lets_all_through()
    {
        using var http = new ScriptedHttp();
        var client = await OpenAsync(http);
        _time.Advance(OdooTransport.Break + TimeSpan.FromSeconds(1));
        TaskCompletionSource<HttpResponseMessage> probe = new();
        http.Then(_ => probe.Task);

        var through = client.LogInAsync(None);
        for (var other = 0; other < 3; other++) Assert.True((await Assert.ThrowsAsync<OdooFault>(() => client.LogInAsync(None))).CircuitOpen);
        Assert.Equal(OdooTransport.FailuresThatOpen + 1, http.Calls.Count);
        probe.SetResult(new HttpResponseMessage { Content = new StringContent("""{"result":8}""", System.Text.Encoding.UTF8, "application/json") });

        Assert.Equal(8, await through);
        Assert.Equal(9, await WithAnswer(http, "9", client));
    }

    [Fact]
    public async Task A_probe_that_fails_opens_the_circuit_again()
    {
        using var http = new ScriptedHttp();
        var client = await OpenAsync(http);
        _time.Advance(OdooTransport.Break + TimeSpan.FromSeconds(1));
        http.Body("", "text/html", HttpStatusCode.BadGateway);

        Assert.False((await Assert.ThrowsAsync<OdooFault>(() => client.LogInAsync(None))).CircuitOpen);
        Assert.True((await Assert.ThrowsAsync<OdooFault>(() => client.LogInAsync(None))).CircuitOpen);
    }

    private async Task<OdooClient> OpenAsync(ScriptedHttp http)
    {
        var client = http.Client(_time);
        for (var failure = 0; failure < OdooTransport.FailuresThatOpen; failure++)
        {
            http.Body("", "text/html", HttpStatusCode.BadGateway);
            Assert.False((await Assert.ThrowsAsync<OdooFault>(() => client.LogInAsync(None))).CircuitOpen);
        }

        return client;
    }

    private static Task<long> WithAnswer(ScriptedHttp http, string result, OdooClient client)
    {
        http.Result(result);
        return client.LogInAsync(None);
    }
}
