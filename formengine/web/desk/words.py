"""What desks call statuses, channels, acts and outcomes, in the person's language."""

from formengine.accounts.roles import role_in_words
from formengine.i18n import N_, format_number
from formengine.i18n import gettext as _
from formengine.standing import status_text, verdict_text
from formengine.web.desk import act_words

# The tone of each status's tag.
STATUS_TONE = {
    "new": "blue",
    "accepted": "blue",
    "not_accepted": "red",
    "processing": "blue",
    "supplement": "yellow",
    "paying": "yellow",
    "interoperating": "blue",
    "withdrawn": "grey",
    "stopped": "grey",
    "done": "green",
    "delivered": "green",
}
CHANNEL = {"online": N_("Online"), "counter": N_("At the counter"), "post": N_("By post")}
VIEW = {
    "all": N_("All tasks"),
    "overdue": N_("Overdue"),
    "soon": N_("Due soon"),
    "week": N_("Due this week"),
    "mine": N_("Claimed by me"),
    "free": N_("Claimed by nobody"),
}
COLUMN = {
    "subject": N_("What it is about"),
    "step": N_("Task"),
    "agency": N_("Agency"),
    "due": N_("Deadline"),
    "holder": N_("Held by"),
    "filed": N_("Filed"),
    "channel": N_("Channel"),
}
LATENESS = {"early": N_("Early"), "on_time": N_("On time"), "late": N_("Late"), "": ""}
SLIP = {
    "control_slip": N_("Control slip"),
    "hand_over": N_("Receipt of the last hand-over"),
    "result_receipt": N_("Receipt of the result"),
}
METHOD = {"cash": N_("Cash"), "transfer": N_("Bank transfer"), "card": N_("Card")}
# Act -> its name as a heading, the button that does it, and the words after it is done.
ACT = {
    "claim": (N_("Claim"), N_("Claim this task"), N_("You have claimed the task of %(number)s.")),
    "release": (N_("Release"), N_("Release the task"), N_("You have released the task of %(number)s.")),
    "accept": (N_("Accept the submission"), N_("Accept"), N_("Submission %(number)s has been accepted.")),
    "refuse_to_accept": (
        N_("Refuse to accept the submission"),
        N_("Refuse to accept"),
        N_("Submission %(number)s has not been accepted; the applicant gets the reason in writing."),
    ),
    "request_supplement": (
        N_("Ask for a supplement"),
        N_("Send the request"),
        N_("The applicant of %(number)s has been asked for a supplement; the clock is stopped."),
    ),
    "opine": (N_("Give the opinion"), N_("Send the opinion"), N_("The opinion on %(number)s has been sent.")),
    "choose_agencies": (
        N_("Choose the agencies to consult"),
        N_("Send to the agencies chosen"),
        N_("Submission %(number)s has been sent to the agencies chosen."),
    ),
    "propose": (N_("Propose the decision"), N_("Send the proposal"), N_("The proposal on %(number)s has been sent.")),
    "decide": (N_("Decide"), N_("Sign the decision"), N_("The decision on %(number)s has been made.")),
    "send_back": (
        N_("Send back to an earlier stage"),
        N_("Send back"),
        N_("Submission %(number)s has been sent back."),
    ),
    "deliver_result": (
        N_("Deliver the result"),
        N_("Record the delivery"),
        N_("The result of %(number)s has been delivered."),
    ),
    "withdraw": (
        N_("The applicant withdraws the submission"),
        N_("Record the withdrawal"),
        N_("Submission %(number)s has been withdrawn."),
    ),
    "record_payment": (N_("Record a payment"), N_("Record"), N_("The payment for %(number)s has been recorded.")),
}
OUTCOME = {
    ("opine", "agree"): N_("Agree"),
    ("opine", "conditions"): N_("Agree on conditions"),
    ("opine", "disagree"): N_("Disagree"),
    ("propose", "approve"): N_("Propose to approve"),
    ("propose", "refuse"): N_("Propose to refuse"),
    ("decide", "approve"): N_("Approve"),
    ("decide", "refuse"): N_("Refuse"),
    ("deliver_result", "online"): N_("Online, in the applicant's account"),
    ("deliver_result", "counter"): N_("At the counter"),
    ("deliver_result", "post"): N_("By post"),
}


WORDS_OF_ACTS = {**ACT, **act_words.ACT}


def status(code: str) -> str:
    return status_text(code)


def status_tone(code: str) -> str:
    return STATUS_TONE[code]


def channel(code: str) -> str:
    return _(CHANNEL[code])


def column(name: str) -> str:
    return _(COLUMN[name])


def lateness(code: str) -> str:
    return _(LATENESS[code]) if code else ""


def slip(name: str) -> str:
    return _(SLIP[name])


def role(name: str) -> str:
    return role_in_words(name).shown_title()


def view(code: str) -> str:
    return _(VIEW[code])


def method(code: str) -> str:
    return _(METHOD[code])


def kind(name: str) -> str:
    """What a task is for."""
    return _("Wait for another agency's submission") if name == "await" else act_title(name)


def act_title(name: str) -> str:
    return _(WORDS_OF_ACTS[name][0])


def act_button(name: str) -> str:
    return _(WORDS_OF_ACTS[name][1])


def act_done(name: str, number: str) -> str:
    return _(WORDS_OF_ACTS[name][2], number=number)


def outcome(act: str, code: str) -> str:
    return _({**OUTCOME, **act_words.OUTCOME}[(act, code)])


def verdict(act: str, code: str) -> str:
    """The words for a closed task's outcome."""
    if act == "propose" and code in ("approve", "refuse"):
        return _("Proposes to approve") if code == "approve" else _("Proposes to refuse")
    if act == "decide" and code in ("approve", "refuse"):
        return _("Approved") if code == "approve" else _("Refused")
    return verdict_text(code)


# The tone of an opinion's card.
VERDICT_TONE = {"agree": "agree", "approve": "agree", "conditions": "conditional", "disagree": "disagree"}


def verdict_tone(code: str) -> str:
    return "disagree" if code == "refuse" else VERDICT_TONE.get(code, "")


def count(figure: int, limit: int) -> str:
    """A figure that was counted to `limit` at most."""
    return _("more than %(n)s", n=format_number(limit)) if figure > limit else format_number(figure)


ON_BEHALF = {
    "self": N_("Themselves"),
    "child": N_("Their child"),
    "person": N_("Another person"),
    "organisation": N_("An organisation"),
}


def on_behalf(code: str) -> str:
    return _(ON_BEHALF[code]) if code in ON_BEHALF else ""


def next_task(number: str) -> str:
    return _("Next task: %(number)s, the one with the oldest deadline.", number=number)


def no_next_task() -> str:
    return _("There is no other task that waits for you.")


QUESTION = {
    "opine": N_("Your agency's opinion"),
    "propose": N_("What you propose"),
    "decide": N_("Decision"),
    "deliver_result": N_("How the result was delivered"),
}


def outcome_question(act: str) -> str:
    return _({**QUESTION, **act_words.QUESTION}[act])


def reason_asked(act: str) -> tuple[str, str]:
    """What the reason of an act beside the usual way is called, and who reads it."""
    label, hint = act_words.REASON[act]
    return _(label), _(hint)


def asks_reason_so(act: str) -> bool:
    return act in act_words.REASON
