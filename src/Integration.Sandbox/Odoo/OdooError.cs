using Integration.Sandbox.Odoo.Records;

namespace Integration.Sandbox.Odoo;

/// <summary>An exception of Odoo: the name and sentence it would have there. <c>load()</c> turns it into a message, a call into an error object.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Naming", "CA1710", Justification = "Odoo's own word.")]
internal sealed class OdooError(string name, string message) : Exception(message)
{
    private const string UserErrorName = "odoo.exceptions.UserError";

    public string Name { get; } = name;

    /// <summary>The column that a constraint of the database names, and its model.</summary>
    public FieldDefinition? Column { get; private init; }

    public ModelDefinition? Model { get; private init; }

    /// <summary>UserError and the exceptions derived from it: sentences made for people.</summary>
    public bool IsForPeople => Name.StartsWith("odoo.exceptions.", StringComparison.Ordinal);

    public static OdooError User(string message) => new(UserErrorName, message);

    public static OdooError Validation(string message) => new("odoo.exceptions.ValidationError", message);

    public static OdooError Access(string message) => new("odoo.exceptions.AccessError", message);

    public static OdooError Denied() => new("odoo.exceptions.AccessDenied", "Access Denied");

    public static OdooError Missing(string model, long id, string user) => new("odoo.exceptions.MissingError",
        $"Record does not exist or has been deleted.\n(Record: {model}({id},), User: {user})");

    public static OdooError Value(string message) => new("builtins.ValueError", message);

    public static OdooError Type(string message) => new("builtins.TypeError", message);

    public static OdooError Attribute(string message) => new("builtins.AttributeError", message);

    public static OdooError NotNull(ModelDefinition model, FieldDefinition column) =>
        new("psycopg2.errors.NotNullViolation", NotNullSentence(model, model, column)) { Model = model, Column = column };

    /// <summary>The sentence as the model that was called words it: it looks the column up among its own fields, also when a line's column was meant.</summary>
    public string AsSeenFrom(ModelDefinition called) => Column is null ? Message : NotNullSentence(called, Model!, Column);

    /// <summary>What werkzeug raises before Odoo's models are asked; only /json/2 shows it.</summary>
    public static OdooError Http(string name, string message) => new("werkzeug.exceptions." + name, message);

    private static string NotNullSentence(ModelDefinition called, ModelDefinition failing, FieldDefinition column)
    {
        var field = called.Fields.TryGetValue(column.Name, out var own) ? $"'{own.Label}' ({own.Name})" : $"'{column.Name}'";
        var model = called == failing ? $"'{called.Label}' ({called.Name})" : "Unknown";
        return $"Missing required value for the field {field}.\nModel: {model}\n- create/update: a mandatory field is not set\n"
            + "- delete: another model requires the record being deleted, you can archive it instead\n";
    }
}
