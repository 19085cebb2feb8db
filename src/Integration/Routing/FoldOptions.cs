using Microsoft.Extensions.Options;

namespace Integration.Routing;

/// <summary>What the folds need to know of the house; section <c>Routing</c> of the configuration.</summary>
internal sealed class FoldOptions
{
    /// <summary>How long after a case's needed-at its transfer may still be picked, before what was not picked is called off (rule 16).</summary>
    public TimeSpan Grace { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Code of the place stock requisitions are supplied from.</summary>
    public string CentralStore { get; set; } = "CS-STOCK";

    /// <summary>How many contracts of one key are kept in order; older ones become the snapshot at the fold's horizon (rule 22).</summary>
    public int MostContracts { get; set; } = 64;

    /// <summary>How many generations of one record a desired set names; older ones have left it, which calls them off as well.</summary>
    public int MostGenerations { get; set; } = 32;
}

/// <summary>Refuses what cannot work, all errors together.</summary>
internal sealed class FoldOptionsValidator : IValidateOptions<FoldOptions>
{
    public ValidateOptionsResult Validate(string? name, FoldOptions options)
    {
        var errors = new List<string>();
        if (options.Grace <= TimeSpan.Zero || options.Grace > TimeSpan.FromDays(30))
        {
            errors.Add("Routing:Grace must be more than 0 and at most 30 days.");
        }

        if (string.IsNullOrWhiteSpace(options.CentralStore))
        {
            errors.Add("Routing:CentralStore must be the code of a place, such as CS-STOCK.");
        }

        if (options.MostContracts is < 1 or > 1000)
        {
            errors.Add("Routing:MostContracts must be 1 to 1000.");
        }

        if (options.MostGenerations is < 1 or > 1000)
        {
            errors.Add("Routing:MostGenerations must be 1 to 1000.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
