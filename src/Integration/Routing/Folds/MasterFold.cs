using Integration.Contracts;

namespace Integration.Routing.Folds;

/// <summary>
/// Keeps the newest statement of a master file's entry. It desires nothing in Odoo and changes no table: a person sees it as a proposal and accepts it (<c>integration master changes</c>).
/// </summary>
internal sealed class MasterFold(FoldOptions options) : OrderedFold<MasterRecord, MasterFold.Memory>(options.MostContracts)
{
    public override string Domain => "master";

    protected override Memory Nothing { get; } = new(null);

    protected override bool CallsOff(MasterRecord content) => content.Action is MasterAction.Delete or MasterAction.Deactivate;

    protected override Memory Tell(Memory memory, DateTimeOffset assertedAt, MasterRecord content) => new(content);

    protected override Memory? Observe(Memory memory, string record, RecordEnd end) => memory;

    protected override (IReadOnlyList<DesiredRecord> Desired, IReadOnlyList<WakeUp> WakeUps) Show(long surrogate, Memory memory, DateTimeOffset passed, CodeTables tables) => ([], []);

    internal sealed record Memory(MasterRecord? Newest);
}
