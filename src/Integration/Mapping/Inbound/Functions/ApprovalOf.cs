using Integration.Contracts;
using Integration.Mapping.Files;

namespace Integration.Mapping.Inbound.Functions;

/// <summary>
/// <c>approval-of: action</c>: what the sender's profile makes of the line. Without a rule every order sent is approved. With one, an order that says nothing is pending, also when it changes an approved one; a status that says nothing of approval leaves it
/// as it was; a cancel, hold or release never speaks of it. With <c>silent: unstated</c> an order that says nothing leaves it as it was too: something else than the order speaks of it.
/// </summary>
internal sealed class ApprovalOf(Expression action, bool isSilentUnstated) : Expression
{
    public override Value Evaluate(Frame frame)
    {
        var value = action.Evaluate(frame);
        if (!value.HasText)
        {
            return value;
        }

        var isSet = value.Text == Words.Of(LineAction.Set);
        if (!isSet && value.Text != Words.Of(LineAction.Status))
        {
            return Word(Approval.Unstated, value.Where);
        }

        if (frame.Run.Context.Interface.Sender.Approval is not { } rule || frame.Run.ApprovalPath is not { } path)
        {
            return Word(isSet ? Approval.Approved : Approval.Unstated, value.Where);
        }

        var said = path.Evaluate(frame);
        return Word(
            rule.Approved.Contains(said.Text, StringComparer.OrdinalIgnoreCase) && said.HasText ? Approval.Approved
            : rule.Refused.Contains(said.Text, StringComparer.OrdinalIgnoreCase) && said.HasText ? Approval.Refused
            : said.HasText || (isSet && !isSilentUnstated) ? Approval.Pending
            : Approval.Unstated,
            said.Where);
    }

    private static Value Word(Approval approval, string where) => Value.Of(Words.Of(approval), where);
}
