using Integration.Contracts;
using Integration.Delivery;
using Integration.Ingestion;
using Integration.Journal;
using Integration.Mapping;
using Integration.Routing;

namespace Integration.Pipeline;

/// <summary>What the stages are told, checked before any of them starts.</summary>
public sealed record StageSettings(
    JournalOptions Journal,
    BusOptions Bus,
    IReadOnlyList<OdooDatabaseSettings> Odoo,
    IngestionOptions Ingestion,
    PipelineOptions Pipeline,
    FoldOptions Routing,
    DeliveryOptions Delivery,
    KeyedHash Hash,
    MappingSet Mappings,
    IReadOnlyList<InterfaceDefinition> Interfaces);
