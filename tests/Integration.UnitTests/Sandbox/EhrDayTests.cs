using System.Text;
using Integration.Fhir.Elements;
using Integration.Sandbox.Hospital.Ehr;

namespace Integration.UnitTests.Sandbox;

/// <summary>The EHR's part of the demo's day has to be R4, or it would prove what no EHR sends.</summary>
public sealed class EhrDayTests
{
    private static readonly EhrDay s_day = Tell("Appointment", "SupplyRequest", "Task", "Encounter", "Observation", "ChargeItem");

    [Fact]
    public void Every_resource_and_bundle_of_it_is_R4_without_a_problem()
    {
        var problems = s_day.Steps.Where(step => step.Way != EhrWay.Deleted)
            .SelectMany(step => FhirReader.Read(Encoding.UTF8.GetBytes(step.Body.ToJsonString()), new FhirReadOptions()).Problems);
        Assert.Equal([], problems.Select(problem => problem.ToString()).Distinct());
    }

    [Fact]
    public void Within_a_round_nothing_is_said_twice_of_one_resource_so_that_any_way_of_hearing_it_hears_all()
    {
        var written = s_day.Steps.Where(step => step.Way is EhrWay.Written or EhrWay.Deleted).Select(step => (step.Round, $"{step.Body["resourceType"]}/{step.Body["id"]}")).ToList();
        Assert.Equal(written.Count, written.Distinct().Count());
    }

    [Fact]
    public void What_the_interface_does_not_take_is_not_told() => Assert.Equal(["ChargeItem"], Tell("ChargeItem", "Task").Steps.Where(step => step.Way == EhrWay.Written).Select(step => $"{step.Body["resourceType"]}").Distinct());

    [Fact]
    public void It_comes_by_every_way_and_counts_what_it_tells()
    {
        Assert.Equal(Enum.GetValues<EhrWay>(), s_day.Steps.Select(step => step.Way).Distinct().Order());
        Assert.Equal(s_day.Steps.Sum(step => step.Messages), s_day.Outcomes.Values.Sum());
    }

    private static EhrDay Tell(params string[] types) => EhrDay.Tell(20261122, new DateTimeOffset(2026, 11, 22, 17, 0, 0, TimeSpan.Zero), types);
}
