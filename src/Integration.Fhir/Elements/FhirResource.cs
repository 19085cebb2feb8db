using Integration.Fhir.Definitions;

namespace Integration.Fhir.Elements;

/// <summary>What every resource has (FHIR R4, resource.html).</summary>
public static class FhirResource
{
    /// <summary>Whether resources of this type exist in R4.</summary>
    public static bool IsType(string name) => FhirDefinitions.Resource(name) is not null;

    extension(FhirElement resource)
    {
        /// <summary>Logical id; empty where it has none yet.</summary>
        public string Id => resource.First("id")?.Text ?? "";

        /// <summary><c>meta.versionId</c>; empty where none is given.</summary>
        public string VersionId => resource.First("meta")?.First("versionId")?.Text ?? "";

        /// <summary><c>meta.lastUpdated</c> as written; empty where none is given.</summary>
        public string LastUpdated => resource.First("meta")?.First("lastUpdated")?.Text ?? "";

        /// <summary><c>meta.profile</c>: what it claims to conform to.</summary>
        public IEnumerable<string> Profiles => resource.First("meta")?.Named("profile").Select(profile => profile.Text ?? "").Where(address => address.Length > 0) ?? [];

        /// <summary>Resources within it, which have no life of their own.</summary>
        public IEnumerable<FhirElement> Contained => resource.Named("contained");
    }
}
