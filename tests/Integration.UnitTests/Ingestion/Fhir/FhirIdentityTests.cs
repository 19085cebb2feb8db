using Integration.Contracts;
using Integration.Fhir.Bundles;
using Integration.Ingestion.Fhir;

namespace Integration.UnitTests.Ingestion.Fhir;

public sealed class FhirIdentityTests
{
    [Fact]
    public void Id_and_version_make_a_change_whatever_is_written_around_them() =>
        Assert.Equal(Hash(Change("1", "2", """{"a":1}"""), ControlIdUse.Unique), Hash(Change("1", "2", """{"b":2}"""), ControlIdUse.Unique));

    [Theory]
    [InlineData("2", "2")]
    [InlineData("1", "3")]
    public void Another_id_or_version_is_another_change(string id, string version) =>
        Assert.NotEqual(Hash(Change("1", "2", "{}"), ControlIdUse.Unique), Hash(Change(id, version, "{}"), ControlIdUse.Unique));

    [Theory]
    [InlineData("1", "2", ControlIdUse.Reused)]
    [InlineData("1", "2", ControlIdUse.Absent)]
    [InlineData("1", "", ControlIdUse.Unique)]
    [InlineData("", "2", ControlIdUse.Unique)]
    public void Otherwise_the_content_counts_but_not_its_white_space(string id, string version, ControlIdUse use)
    {
        var change = Change(id, version, """{"a":"x y\" z","b":[1.0]}""");

        Assert.False(FhirIdentity.IsNamed(change, use));
        Assert.Equal(Hash(change, use), Hash(Change(id, version, "{ \"a\" :\n\t\"x y\\\" z\", \"b\":[ 1.0 ] }\r\n"), use));
        Assert.NotEqual(Hash(change, use), Hash(Change(id, version, """{"a":"xy\" z","b":[1.0]}"""), use));
        Assert.NotEqual(Hash(change, use), Hash(Change(id, version, """{"a":"x y\" z","b":[1.00]}"""), use));
    }

    [Fact]
    public void A_deletion_without_a_version_is_no_change_of_the_content() =>
        Assert.NotEqual(Hash(FhirChange.Deletion("Appointment", "1"), ControlIdUse.Unique), Hash(Change("1", "", ""), ControlIdUse.Unique));

    private static string Hash(FhirChange change, ControlIdUse use) => Convert.ToHexString(FhirIdentity.Hash(change, use));

    private static FhirChange Change(string id, string version, string focus)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(focus);
        return new FhirChange("Appointment", id, version, "", IsDelete: false, "", bytes) { Focus = bytes };
    }
}
