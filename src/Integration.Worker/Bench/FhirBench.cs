using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Integration.Contracts;
using Integration.Ingestion;
using Integration.Ingestion.Fhir;
using Integration.Journal;
using Microsoft.Extensions.Logging.Abstractions;

namespace Integration.Worker.Bench;

/// <summary>
/// What a FHIR listener accepts and journals a second: transactions of an appointment and the order it is based on, each answered after its commit; and in the same run what the same listener answers where nothing is read or stored.
/// Senders are in this process: the figures are lower than with a machine of their own.
/// </summary>
internal sealed class FhirBench(int senders, TimeSpan warmUp, TimeSpan measured)
{
    public const string NothingRead = "nothing read";

    private const string Variable = "INTEGRATION_BENCH_FHIR_SECRET";

    public async Task<IReadOnlyList<FhirFigures>> RunAsync(string? postgres, DirectoryInfo folder, CancellationToken cancellationToken)
    {
        var all = new List<FhirFigures>();
        await using (var sqlite = await BenchStore.SqliteAsync(folder, cancellationToken))
        {
            await MeasureAsync(sqlite, all, cancellationToken);
        }

        if (postgres is not null)
        {
            await using var store = await BenchStore.PostgresAsync(postgres, cancellationToken);
            await MeasureAsync(store, all, cancellationToken);
        }

        return all;
    }

    private async Task MeasureAsync(BenchStore store, List<FhirFigures> all, CancellationToken cancellationToken)
    {
        Environment.SetEnvironmentVariable(Variable, Variable);
        await using var listener = Listen(store);
        await listener.StartAsync(cancellationToken);
        var address = listener.Addresses.Values.Single();
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = senders });
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Variable);
        if (all.Count == 0)
        {
            all.Add(await MeasureAsync(NothingRead, null, _ => http.GetAsync(new Uri($"{address}/metadata"), cancellationToken)));
        }

        all.Add(await MeasureAsync(store.Name, all[0], number => http.PostAsync(address, Transaction(number), cancellationToken)));
        await listener.StopAsync(cancellationToken);
    }

    private async Task<FhirFigures> MeasureAsync(string name, FhirFigures? baseline, Func<long, Task<HttpResponseMessage>> sendAsync)
    {
        long number = 0, accepted = 0, refused = 0;
        var start = Stopwatch.GetTimestamp() + (long)(warmUp.TotalSeconds * Stopwatch.Frequency);
        var end = start + (long)(measured.TotalSeconds * Stopwatch.Frequency);
        await Task.WhenAll(Enumerable.Range(0, senders).Select(async _ =>
        {
            for (var begun = Stopwatch.GetTimestamp(); begun < end; begun = Stopwatch.GetTimestamp())
            {
                using var response = await sendAsync(Interlocked.Increment(ref number));
                if (!response.IsSuccessStatusCode)
                {
                    Interlocked.Increment(ref refused);
                }
                else if (begun >= start)
                {
                    Interlocked.Increment(ref accepted);
                }
            }
        }));
        var rate = accepted / measured.TotalSeconds;
        return new FhirFigures(name, senders, rate, refused, baseline is { Rate: > 0 } known ? rate / known.Rate : null);
    }

    private static FhirListener Listen(BenchStore store)
    {
        var sender = new SenderProfile([], ["BENCH"], [], ControlIdUse.Unique, "UTF-8", new Dictionary<string, string> { ["*"] = "UTC" }, null);
        var feed = new InterfaceDefinition("bench", "bench", "127.0.0.1", 0, 1, InterfaceMode.Observe, sender, new Dictionary<string, string> { ["Appointment"] = "none" }, "none")
        {
            Fhir = new FhirFeed(null, TimeSpan.FromMinutes(1), TimeSpan.Zero, 1, [], null, new SecretSource(null, Variable), null),
        };
        return new FhirListener(
            new ListeningInterfaces([feed]), new IngestionOptions { MaxRequests = 10_000 }, store.Append, (IFileJournal)store.Append, _ => { }, (_, _, _, _) => { }, new TurnedAway(TimeProvider.System), TimeProvider.System, NullLogger<FhirListener>.Instance);
    }

    private static StringContent Transaction(long number)
    {
        var id = number.ToString(CultureInfo.InvariantCulture);
        var text = $$$"""
            {"resourceType":"Bundle","type":"transaction","entry":[
            {"fullUrl":"urn:uuid:a","resource":{"resourceType":"Appointment","id":"{{{id}}}","meta":{"versionId":"1","lastUpdated":"2026-11-22T10:00:00Z"},"status":"booked","start":"2026-11-23T08:00:00Z","end":"2026-11-23T09:00:00Z","minutesDuration":60,"basedOn":[{"reference":"urn:uuid:o"}],"participant":[{"actor":{"reference":"Location/or-1"},"status":"accepted"}]},"request":{"method":"PUT","url":"Appointment/{{{id}}}"}},
            {"fullUrl":"urn:uuid:o","resource":{"resourceType":"ServiceRequest","status":"active","intent":"order","code":{"coding":[{"system":"http://bench.example/procedures","code":"KNEE"}]},"subject":{"reference":"Patient/1"}},"request":{"method":"POST","url":"ServiceRequest"}}]}
            """;
        return new StringContent(text, Encoding.UTF8, "application/fhir+json");
    }
}

/// <summary>One line of the report.</summary>
/// <param name="Rate">Bundles answered as accepted, a second.</param>
/// <param name="Refused">Answered otherwise.</param>
/// <param name="OfNothingRead">Rate against requests that the same listener answers without reading or storing anything.</param>
internal sealed record FhirFigures(string Store, int Senders, double Rate, long Refused, double? OfNothingRead);
