using Microsoft.Extensions.Logging;

namespace Integration.Delivery;

/// <summary>What delivery says; ids only.</summary>
internal sealed partial class DeliveryLog(ILogger logger)
{
    [LoggerMessage(1, LogLevel.Information, "Left alone: {ExternalId} revision {Revision}, Odoo id {OdooId}; people own it now")]
    public partial void LeftAlone(string externalId, long revision, long? odooId);

    [LoggerMessage(2, LogLevel.Warning, "{Kind}: {ExternalId} revision {Revision}, because of {Failure}")]
    public partial void NotPosted(Contracts.PostingResultKind kind, string externalId, long revision, Contracts.FailureKind failure);

    [LoggerMessage(3, LogLevel.Information, "Delivered {Posted} of {Count} postings")]
    public partial void Delivered(int posted, int count);
}
