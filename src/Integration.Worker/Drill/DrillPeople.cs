namespace Integration.Worker.Drill;

/// <summary>People who work in Odoo while the hospital sends.</summary>
internal sealed class DrillPeople(DrillPlace place)
{
    public DrillPlace Place => place;
}
