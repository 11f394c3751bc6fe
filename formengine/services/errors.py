"""How services say no; every text is for the person who asked."""

from collections.abc import Mapping

from formengine.forms.problems import Problem
from formengine.i18n import gettext as _
from submissions.refusal import Refused

# Letters of a reason that somebody gives.
MAX_REASON = 4000


class NotFound(Exception):
    """There is no such thing, or it is not theirs to see: the same answer to both."""


class Forbidden(Exception):
    """The person may see it but not do this."""


class Unavailable(Exception):
    """The procedure cannot be filed by this person now; the text says why and what to do instead."""


class NoAgency(Exception):
    """No agency of the register is responsible for the place named; the text says what to do."""


class FileRefused(Exception):
    """A file was not taken; `code` is the attachment's, the text says why and what to send instead."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class NotReady(Exception):
    """The draft cannot be submitted yet; `review` tells what is missing."""

    def __init__(self, review: object) -> None:
        super().__init__("incomplete")
        self.review = review


def refusal_text(refused: Refused, names: Mapping[str, str]) -> str:
    """The sentence for a refused act; `names` are persons' names by id."""
    who = names.get(str(refused.facts.get("by", "")), "") or _("a colleague")
    sentences = {
        "not_yours": _("This task belongs to another agency or role."),
        "applicant_may_not_act": _("You are a party to this submission, so somebody else has to handle it."),
        "four_eyes": _("You proposed this result yourself, so somebody else has to decide."),
        "task_closed": _("%(who)s has already dealt with this task.", who=who),
        "claimed_by_another": _("%(who)s is working on this task.", who=who),
        "not_now": _("This is not possible at the present stage of the submission."),
        "too_many_supplements": _("The procedure allows no further request for supplement at this stage."),
        "reason_missing": _("Give the reason."),
        "unknown_stage": _("Choose a stage that the submission has already been in."),
        "too_few_agencies": _("Choose at least %(least)s agencies.", least=refused.facts.get("least", 1)),
        "too_many_agencies": _("Choose at most %(most)s agencies.", most=refused.facts.get("most", 1)),
        "agency_not_offered": _("Choose from the agencies listed."),
        "agency_missing": _(
            "An agency that has to handle this is missing in the register: %(what)s",
            what=refused.facts.get("what", ""),
        ),
        "outcome_unknown": _("Choose one of the outcomes."),
        "document_changed": _("The applicant has changed the answers meanwhile. Read them again before you decide."),
        "already_recorded": _("This fee has been recorded before."),
        "already_demanded": _("The applicant has been asked for this fee already."),
        "nothing_due": _("No amount is due for this fee. Set the amount first."),
        "recused": _("You declared that you are not free to judge this submission, so somebody else has to handle it."),
        "kin": _("You declared that you are kin of a party to this submission, so somebody else has to handle it."),
        "not_in_role": _("Choose somebody who holds the role that this task needs."),
        "person_barred": _("%(who)s may not do this task: they are a party to it or have judged it already.", who=who),
        "too_many_extensions": _("The appointment has been moved as often as the procedure allows."),
        "too_many_repeats": _(
            "This has been done %(allowed)s times here, as often as the procedure allows.",
            allowed=refused.facts.get("allowed", 1),
        ),
        "no_appointment": _("This submission has no appointment that could be moved."),
        "date_not_later": _("The new day must lie after the present appointment."),
        "unknown_paper": _("Choose one of the results issued."),
        "nothing_to_undo": _("There is nothing of yours to take back: somebody has acted since."),
        "not_undoable": _("This cannot be taken back: it has already left the house."),
        "too_late_to_undo": _("The minute in which this could be taken back is over."),
        "being_handled": _("An official is working on this submission at this moment. Try again in a minute."),
        "already_told": _("This cannot be taken back: others have been told of it already."),
        "cannot_open": _(
            "What this step opens at another agency cannot be made: %(what)s", what=refused.facts.get("what", "")
        ),
    }
    return sentences[refused.code]


def missing(pointer: str, message: str) -> Problem:
    """A problem of an act's own fields, in the form's words."""
    return Problem(pointer, "required", message)


def text_problems(pointer: str, text: str, most: int, wanted: str = "") -> list[Problem]:
    """What is wrong with a text that somebody typed: missing where `wanted` asks for it, or longer than `most`."""
    if wanted and not text.strip():
        return [missing(pointer, wanted)]
    return [Problem(pointer, "maxLength", _("Write at most %(n)s characters.", n=most))] if len(text) > most else []
