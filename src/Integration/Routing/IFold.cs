using Integration.Contracts;

namespace Integration.Routing;

/// <summary>The memory of one kind of domain key (rules 1 to 6): pure, so that preview, replay and every order of arrival give the same records.</summary>
internal interface IFold
{
    /// <summary>As in <see cref="FoldKey.Domain"/>: <c>case</c>, <c>requisition</c>.</summary>
    string Domain { get; }

    /// <param name="surrogate">Stands for the key in external ids.</param>
    /// <param name="state">What the last call returned for this key; null before the first.</param>
    /// <param name="inputs">In any order and any number; what was taken in before changes nothing.</param>
    FoldResult Apply(long surrogate, string? state, IReadOnlyList<FoldInput> inputs);
}
