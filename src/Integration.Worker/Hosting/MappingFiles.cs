using Integration.Contracts;
using Integration.Mapping;

namespace Integration.Worker.Hosting;

/// <summary>The files that integrators change: mappings and interfaces.</summary>
internal sealed record MappingFiles(MappingSet Mappings, IReadOnlyList<InterfaceDefinition> Interfaces)
{
    public const string Section = "Integration:Files";

    /// <summary>Null when something in them is wrong; all of it has then been added to the errors.</summary>
    public static MappingFiles? Read(IConfiguration configuration, ICollection<string> errors)
    {
        var folder = Folder(configuration);
        var file = Locate(configuration[$"{Section}:Interfaces"] ?? Path.Combine("ops", "interfaces.yaml"));
        if (!Directory.Exists(folder) || !File.Exists(file))
        {
            errors.Add($"{Section}: there must be a mappings folder ({folder}) and an interfaces file ({file}).");
            return null;
        }

        var mappings = MappingSet.Load(folder);
        AddAll(mappings.Problems);
        if (mappings.Set is null)
        {
            return null;
        }

        var interfaces = InterfaceFile.Load(file, mappings.Set);
        AddAll(interfaces.Problems);
        return interfaces.Interfaces is null ? null : new MappingFiles(mappings.Set, interfaces.Interfaces);

        void AddAll(IReadOnlyList<FileProblem> problems)
        {
            foreach (var problem in problems)
            {
                errors.Add(problem.ToString());
            }
        }
    }

    /// <summary>Where the mappings and the tables' seeds lie.</summary>
    public static string Folder(IConfiguration configuration) => Locate(configuration[$"{Section}:Mappings"] ?? "mappings");

    /// <summary>A relative path is looked for in the working folder and then upwards from the program, so that a checkout works from any folder of it.</summary>
    public static string Locate(string path)
    {
        if (Path.IsPathRooted(path) || Path.Exists(path))
        {
            return Path.GetFullPath(path);
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, path);
            if (Path.Exists(candidate))
            {
                return candidate;
            }
        }

        return Path.GetFullPath(path);
    }
}
