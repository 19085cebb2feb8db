using System.Diagnostics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Integration.Fhir.Elements;
using Integration.Fhir.Paths;

namespace Integration.UnitTests.Fhir;

/// <summary>What holds for every expression: the laws of its logic and its collections, and that neither text nor element makes it fall or hang.</summary>
public sealed class FhirPathPropertyTests
{
    private const string Resource = """
        {"resourceType":"Appointment","id":"a1","status":"booked","priority":5,"start":"2026-01-05T10:00:00-05:00","created":"2026-01","minutesDuration":45,
         "participant":[{"type":[{"coding":[{"code":"ATND"}]}],"actor":{"reference":"Practitioner/1","display":"Dr One"},"required":"required","status":"accepted"},
                        {"actor":{"reference":"Location/2"},"required":"required","status":"accepted"},{"actor":{"reference":"Device/3"},"status":"declined"}],
         "extension":[{"url":"http://example.org/quantity","valueQuantity":{"value":1.50,"system":"http://unitsofmeasure.org","code":"h"}},{"url":"http://example.org/list","extension":[{"url":"x","valueString":"y"}]}]}
        """;

    private static readonly string[] Truths = ["true", "false", "{}"];

    private static readonly string[] Paths =
    [
        "participant", "participant.status", "participant.required", "participant.actor.reference", "participant.type.coding", "slot", "status", "extension", "extension.extension.value", "descendants()", "(1 | 2 | 2.0 | 'a')",
    ];

    private static readonly string[] Criteria = ["$this is BackboneElement", "status = 'accepted'", "type.exists()", "$index > 0", "required", "true", "{}", "children().count() > 1"];

    private static readonly string[] Words =
    [
        "status", "participant", "actor", "start", "priority", "Appointment", "extension", "value", ".", ".", ".", "(", ")", "[", "]", "{}", ",", "|", "=", "~", "!=", "<", ">=", "+", "-", "*", "/", "&", "and", "or", "xor", "implies", "not()", "div", "mod",
        "is", "as", "in", "contains", "'a'", "'", "1", "1.5", "2 days", "4 'mg'", "@2026", "@T10", "@2026-01-05T10:00:00Z", "true", "$this", "$index", "%resource", "`", "where(", "select(", "exists(", "first()", "ofType(", "Quantity", "iif(", "substring(", "toString()",
        "matches('a+')", "repeat(", "descendants()", "count()", "resolve()", " ", "\n", "//", "/*", "\\", "é", "\u0000", "2147483648", "99999999999999999999999999999999.9",
    ];

    private readonly FhirElement _root = FhirReader.Read(Encoding.UTF8.GetBytes(Resource), new FhirReadOptions()).Root!;

    [Fact]
    public void Logic_has_three_values()
    {
        foreach (var a in Truths)
        {
            Assert.Equal(Value(a), Value($"({a}).not().not()"));
            foreach (var b in Truths)
            {
                Assert.Equal(Value($"{a} and {b}"), Value($"{b} and {a}"));
                Assert.Equal(Value($"({a} and {b}).not()"), Value($"({a}).not() or ({b}).not()"));
                Assert.Equal(Value($"{a} implies {b}"), Value($"({a}).not() or {b}"));
                Assert.Equal(Value($"{a} xor {b}"), Value($"({a} or {b}) and ({a} and {b}).not()"));
            }
        }
    }

    [Fact]
    public void Collections_keep_their_laws() => Holds(
        from path in Gen.Elements(Paths)
        from other in Gen.Elements(Paths)
        from criterion in Gen.Elements(Criteria)
        select (path, other, criterion),
        one =>
        {
            var (path, other, criterion) = one;
            return Value($"({path} | {path}).count() = {path}.distinct().count()") == "true"
                && Value($"({path} | {other}) ~ ({other} | {path})") == "true"
                && Value($"({path} | {other}).subsetOf({path}.combine({other})) and {path}.subsetOf({path} | {other})") == "true"
                && Value($"{path}.exists({criterion})") == Value($"{path}.where({criterion}).exists()")
                && Value($"{path}.all({criterion})") == Value($"{path}.where({criterion}).count() = {path}.count()")
                && Value($"{path}.first().combine({path}.tail()).count() = {path}.count()") == "true"
                && Value($"{path}.take(2).combine({path}.skip(2)).count() = {path}.count()") == "true"
                && Value($"{path}.select($this).count() = {path}.count()") == "true"
                && Value($"{path}.exclude({other}).intersect({other}).empty()") == "true";
        });

    [Fact]
    public void Any_text_compiles_or_is_refused_within_it_and_what_compiles_ends() => Holds(
        from length in Gen.Choose(1, 14)
        from words in Gen.ArrayOf(Gen.Elements(Words), length)
        from gap in Gen.Elements("", " ")
        select string.Join(gap, words),
        text =>
        {
            var started = Stopwatch.GetTimestamp();
            var (path, problem) = FhirPath.Compile(text);
            if (problem is not null)
            {
                return path is null && problem.Position >= 0 && problem.Position <= text.Length;
            }

            try
            {
                path!.Evaluate(_root, FhirPathContext.Alone);
            }
            catch (FhirPathException exception)
            {
                Assert.InRange(exception.Position, 0, text.Length);
            }

            return Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(2);
        });

    [Fact]
    public void Every_function_stands_in_the_table_that_is_held_against_the_reference()
    {
        var table = File.ReadAllText(Architecture.Repository.At("tests/Integration.SystemTests/Fhir/expressions.tsv"));
        Assert.All(PathFunctions.Names, name => Assert.Matches($@"\b{name}\b", table));
    }

    private string Value(string expression)
    {
        var (path, problem) = FhirPath.Compile(expression);
        Assert.True(problem is null, $"{expression}: {problem}");
        try
        {
            return string.Join(' ', path!.Evaluate(_root, FhirPathContext.Alone).Select(value => value.Text));
        }
        catch (FhirPathException exception)
        {
            return exception.Failure.ToString();
        }
    }

    private static void Holds<T>(Gen<T> cases, Func<T, bool> law) => Prop.ForAll(Arb.From(cases), law).Check(Config.QuickThrowOnFailure.WithMaxTest(400));
}
