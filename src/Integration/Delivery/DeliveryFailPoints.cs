namespace Integration.Delivery;

/// <summary>
/// Names the places around a writing call where a test may kill the process: <c>odoo.load.before-send</c>, <c>odoo.load.after-send</c>,
/// <c>odoo.load.after-answer</c>, and the same for <c>confirm</c>, <c>withdraw</c>, <c>note</c>, <c>unlink</c> and <c>put-back</c>.
/// </summary>
internal static class DeliveryFailPoints
{
    private static readonly AsyncLocal<string?> Current = new();

    /// <summary>What is being written by this flow; null while it reads.</summary>
    public static string? Kind => Current.Value;

    public static async Task<T> AroundAsync<T>(string kind, Func<Task<T>> call)
    {
        Current.Value = kind;
        return await call();
    }
}
