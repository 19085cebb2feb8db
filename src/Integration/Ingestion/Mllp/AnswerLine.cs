using System.Net.Sockets;
using System.Security.Authentication;
using Integration.Contracts;
using Integration.Hl7v2.Message;
using Integration.Hl7v2.Mllp;

namespace Integration.Ingestion.Mllp;

/// <summary>
/// The way answers after mapping take, for one batch of them: a connection to the address, made with the first answer, where each answer is acknowledged; or open connections of the senders, where written is as good as it gets, because a sender does
/// not acknowledge an answer there.
/// </summary>
internal sealed class AnswerLine(string interfaceName, AnswerRoute route, MllpListener listener, TimeSpan timeOut, TimeProvider time) : IAsyncDisposable
{
    private MllpClient? _client;

    /// <summary>Whether there is anybody who might take an answer.</summary>
    public bool CanSend => route.Host is not null || listener.Connections(interfaceName).Any;

    /// <summary>Whether every answer of the batch goes the same way: then a fault of one is the fault of all.</summary>
    public bool IsShared => route.Host is not null;

    /// <summary>Whether the receiver acknowledges.</summary>
    public bool WantsAccept => route.Host is not null;

    /// <param name="request">Header of the message that is answered.</param>
    /// <returns>Null when it was taken; else why not, without content.</returns>
    public async Task<string?> SendAsync(MessageHeader request, byte[] answer, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeOut, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return route.Host is { } host ? await ToAddressAsync(host, answer, either.Token) : await ToSenderAsync(request, answer, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await CloseAsync();
            return $"no answer within {timeOut}";
        }
    }

    public ValueTask DisposeAsync() => CloseAsync();

    private async Task<string?> ToSenderAsync(MessageHeader request, byte[] answer, CancellationToken cancellationToken)
    {
        foreach (var connection in listener.Connections(interfaceName).Of(request))
        {
            if (await listener.PushAsync(interfaceName, connection, answer).WaitAsync(cancellationToken))
            {
                return null;
            }

            listener.Connections(interfaceName).Closed(connection);
        }

        return "no open connection of the sender";
    }

    private async Task<string?> ToAddressAsync(string host, byte[] answer, CancellationToken cancellationToken)
    {
        try
        {
            _client ??= await MllpClient.ConnectAsync(host, route.Port, route.IsSecure ? new MllpClientTls(null, null) : null, timeOut, time, cancellationToken);
        }
        catch (Exception fault) when (fault is SocketException or IOException or AuthenticationException)
        {
            return $"{host}:{route.Port} cannot be reached ({(fault as SocketException)?.SocketErrorCode.ToString() ?? fault.GetType().Name})";
        }

        var reply = await _client.SendAsync(answer, cancellationToken);
        if (reply.Kind != MllpAnswerKind.Answered)
        {
            await CloseAsync();
            return $"{host}:{route.Port} did not acknowledge ({reply.Kind})";
        }

        var code = Hl7Parser.Parse(reply.Bytes, new Hl7ParseOptions()).Message?.Find("MSA") is [var acknowledgement, ..] ? acknowledgement.Read(1).Text : "no acknowledgement";
        return code is "CA" or "AA" ? null : $"{host}:{route.Port} did not take it ({(code is "CE" or "CR" or "AE" or "AR" ? code : "no acknowledgement")})";
    }

    private async ValueTask CloseAsync()
    {
        if (_client is { } client)
        {
            _client = null;
            await client.DisposeAsync();
        }
    }
}
