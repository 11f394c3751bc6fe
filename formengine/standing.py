"""How a submission stands and what an act came to, in words."""

from formengine.i18n import gettext as _


def status_text(status: str) -> str:
    """The status in the words of the national list."""
    return {
        "new": _("Filed, waiting to be received"),
        "accepted": _("Accepted, waiting to be handled"),
        "not_accepted": _("Not accepted"),
        "processing": _("Being handled"),
        "supplement": _("Waiting for a supplement"),
        "paying": _("Waiting for a financial duty to be met"),
        "interoperating": _("With another agency"),
        "withdrawn": _("Withdrawn"),
        "stopped": _("Stopped"),
        "done": _("Result ready"),
        "delivered": _("Result delivered"),
    }[status]


def substate_text(substate: str) -> str:
    """The sub-state in the words of provincial back-ends; empty for none."""
    return {
        "": "",
        "supplement_drafted": _("Request for supplement waits for approval"),
        "supplement_asked": _("Applicant asked for a supplement"),
        "supplement_sent": _("Applicant has sent the supplement"),
        "intake_supplement": _("Supplement awaited before acceptance"),
        "supplement_done": _("Supplement complete"),
        "to_confirm": _("Waiting to be signed"),
        "to_deliver": _("Waiting to be delivered"),
    }[substate]


def verdict_text(outcome: str) -> str:
    """An act's outcome in words."""
    words = {
        "accepted": _("Accepted"),
        "refused": _("Refused to accept"),
        "agree": _("Agrees"),
        "disagree": _("Disagrees"),
        "conditions": _("Agrees with conditions"),
        "approve": _("Approve"),
        "refuse": _("Refuse"),
        "transferred": _("Transferred"),
        "returned": _("Sent back to the agency that asked"),
        "paid": _("Paid"),
        "signed": _("Signed"),
        "opened": _("Passed on"),
        "without": _("Went on without a result"),
        "not_accepted": _("Not accepted"),
        "stopped": _("Stopped"),
        "withdrawn": _("Withdrawn"),
        "chosen": _("Agencies chosen"),
        "sent_back": _("Sent back"),
        "confirmed": _("Confirmed"),
        "disputed": _("Asked for a correction"),
        "continue": _("No answer in time"),
        "online": _("Delivered online"),
        "counter": _("Handed over at the counter"),
        "post": _("Sent by post"),
    }
    return words.get(outcome, outcome)
