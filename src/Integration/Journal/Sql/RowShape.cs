using System.Reflection;
using System.Text;

namespace Integration.Journal.Sql;

/// <summary>The properties of a row record in their order, which are also its columns: <c>ReceivedAt</c> is <c>received_at</c>.</summary>
internal static class RowShape<T>
{
    public static readonly PropertyInfo[] Properties = typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance);

    public static readonly string Columns = string.Join(", ", Properties.Select(property => ColumnOf(property.Name)));

    public static readonly string Parameters = string.Join(", ", Properties.Select(property => $"@{property.Name}"));

    private static string ColumnOf(string name)
    {
        var column = new StringBuilder();
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && column.Length > 0)
            {
                column.Append('_');
            }

            column.Append(char.ToLowerInvariant(letter));
        }

        return column.ToString();
    }
}
