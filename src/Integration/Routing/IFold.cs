using Integration.Contracts;

namespace Integration.Routing;

/// <summary>The memory of one kind of domain key (rules 1 to 6): pure, so that preview, replay and every order of arrival give the same records.</summary>
internal interface IFold
{
    /// <summary>As in <see cref="FoldKey.Domain"/>: <c>case</c>, <c>requisition</c>.</summary>
    string Domain { get; }

    /// <summary>What it takes in, which is also the order in which rows are locked: all of the first level before any of the second.</summary>
    FoldLevel Level => FoldLevel.First;

    /// <param name="surrogate">Stands for the key in external ids.</param>
    /// <param name="state">What the last call returned for this key; null before the first.</param>
    /// <param name="inputs">In any order and any number; what was taken in before changes nothing.</param>
    /// <param name="tables">The code tables as they stand now.</param>
    FoldResult Apply(long surrogate, string? state, IReadOnlyList<FoldInput> inputs, CodeTables tables);
}

/// <summary>Folds have two levels (rule 3).</summary>
internal enum FoldLevel
{
    /// <summary>Takes contracts: a visit, a case, an asset.</summary>
    First,

    /// <summary>Takes what folds of the first level share with it, and no contracts: a bed, a unit.</summary>
    Second,
}
