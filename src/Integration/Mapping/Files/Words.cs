using System.Text.Json;

namespace Integration.Mapping.Files;

/// <summary>Enumeration values as people write them: <c>nonStock</c>, as in the contracts' JSON.</summary>
internal static class Words
{
    public static string Of(Enum value) => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    public static IReadOnlyList<string> All(Type type) => [.. Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName)];

    public static T Parse<T>(string word)
        where T : struct, Enum => Enum.Parse<T>(word, ignoreCase: true);
}
