namespace Integration.Hl7v2.Message;

/// <summary>The segment groups of one message structure, as a table (<c>structures.txt</c> beside this file). What it does not name stays with the group it follows.</summary>
public sealed class Hl7Structure
{
    private static readonly StructureTable Known = StructureTable.Load();

    internal Hl7Structure(string name, bool isGeneric, GroupTable root)
    {
        Name = name;
        IsGeneric = isGeneric;
        Root = root;
    }

    /// <summary>The structure as the standard names it (table 0354); the message type where <see cref="IsGeneric"/>.</summary>
    public string Name { get; }

    /// <summary>Whether it stands for all trigger events of a type that have no table of their own.</summary>
    public bool IsGeneric { get; }

    /// <summary>The names <see cref="Hl7Scope.Groups"/> knows for this structure.</summary>
    public IReadOnlyList<string> GroupNames => [.. Root.Descendants().Select(table => table.Name)];

    internal GroupTable Root { get; }

    /// <summary>The structure by MSH-9.1 and MSH-9.2; MSH-9.3 lies too often. Null where no groups are known.</summary>
    public static Hl7Structure? For(string messageType, string triggerEvent) => Known.For(messageType, triggerEvent);

    /// <summary>The structure of a name such as <c>SIU_S12</c>; null where no groups are known.</summary>
    public static Hl7Structure? Named(string name) => Known.Named(name);
}
