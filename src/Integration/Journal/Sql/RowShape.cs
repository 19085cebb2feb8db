using System.Linq.Expressions;
using System.Reflection;
using System.Text;

namespace Integration.Journal.Sql;

/// <summary>The properties of a row record in their order, which are also its columns: <c>ReceivedAt</c> is <c>received_at</c>.</summary>
internal static class RowShape<T>
{
    public static readonly IReadOnlyList<RowColumn<T>> All =
        [.. typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => (RowColumn<T>)Activator.CreateInstance(typeof(RowColumn<,>).MakeGenericType(typeof(T), property.PropertyType), property)!)];

    public static readonly string Columns = string.Join(", ", All.Select(column => ColumnOf(column.Name)));

    /// <summary>The parameters as columns: <c>@ReceivedAt as received_at</c>.</summary>
    public static readonly string NamedParameters = string.Join(", ", All.Select(column => $"@{column.Name} as {ColumnOf(column.Name)}"));

    public static readonly string Parameters = string.Join(", ", All.Select(column => $"@{column.Name}"));

    public static RowColumn<T> Column(string column) => All.Single(one => ColumnOf(one.Name) == column);

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

/// <summary>One column, read without reflection: rows are written by the thousand.</summary>
internal abstract class RowColumn<T>(string name, Type type)
{
    public string Name => name;

    public Type Type => type;

    /// <summary>The values of all rows, as an array of the column's type.</summary>
    public abstract Array Values(IReadOnlyCollection<T> rows);

    public abstract object? Value(T row);
}

internal sealed class RowColumn<T, TValue>(PropertyInfo property) : RowColumn<T>(property.Name, typeof(TValue))
{
    private static readonly ParameterExpression s_row = Expression.Parameter(typeof(T));

    private readonly Func<T, TValue> _read = Expression.Lambda<Func<T, TValue>>(Expression.Property(s_row, property), s_row).Compile();

    public override Array Values(IReadOnlyCollection<T> rows)
    {
        var values = new TValue[rows.Count];
        var at = 0;
        foreach (var row in rows)
        {
            values[at++] = _read(row);
        }

        return values;
    }

    public override object? Value(T row) => _read(row);
}
