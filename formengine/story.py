"""The log of a submission told to people: one entry per thing that matters to them."""

from typing import Any

from formengine.dossier import Dossier
from formengine.i18n import format_money
from formengine.i18n import gettext as _
from formengine.standing import verdict_text
from submissions import events as e
from submissions import handovers as h
from submissions.chain import Event, Recorded


def story_of(dossier: Dossier) -> list[dict[str, Any]]:
    """Entries {title, at, who, by, until, state, text}, oldest first; what is being done now comes last."""
    entries = [told for entry in dossier.submission.history if (told := _told(dossier, entry)) is not None]
    for now in dossier.now():
        waiting = {"title": now["title"], "who": now["who"], "until": now["until"]}
        entries.append({"at": None, "by": "", "text": "", "state": "now", **waiting})
    return entries


def _told(dossier: Dossier, entry: Recorded) -> dict[str, Any] | None:
    title = _title(dossier, entry.event)
    if title is None:
        return None
    task = dossier.submission.tasks.get(getattr(entry.event, "task", ""))
    who = dossier.agency_name(task.step.agency) if task is not None else ""
    return {
        "title": title,
        "at": entry.at,
        "who": who,
        "by": dossier.names.get(entry.person, "") if entry.actor == "person" else _("By the clock"),
        "until": None,
        "state": "done",
        "text": dossier.step_title(task.step.step) if task is not None else "",
    }


def _title(dossier: Dossier, event: Event) -> str | None:
    plain = {
        e.Submitted: _("Submission filed"),
        e.Accepted: _("Accepted for handling"),
        e.RefusedToAccept: _("Not accepted"),
        e.SupplementRequested: _("Supplement requested"),
        e.Supplemented: _("Supplement received"),
        e.AgenciesChosen: _("Agencies chosen for consultation"),
        e.DraftConfirmed: _("Applicant answered the draft result"),
        e.SentBack: _("Sent back to an earlier stage"),
        e.Delivered: _("Result delivered"),
        e.Withdrawn: _("Withdrawn by the applicant"),
        e.Rated: _("Rated by the applicant"),
        e.CountedAnew: _("The time limit is counted anew"),
        h.Transferred: _("Transferred to the competent agency"),
        h.Suspended: _("The clock was stopped"),
        h.Resumed: _("The clock goes on"),
        h.Extended: _("New date, with an apology"),
        h.Stopped: _("Handling stopped"),
        h.Paid: _("Everything due is paid"),
        h.Signed: _("Signed"),
        h.ResultCorrected: _("Result corrected"),
        h.AgencySucceeded: _("Passed to the successor of an agency that ended"),
        e.Claimed: None,
        e.Released: None,
    }
    if isinstance(event, h.AgencySucceeded) and event.reason:
        return _("Passed to another agency by an administrator")
    if type(event) in plain:
        return plain[type(event)]
    if isinstance(event, e.Opined):
        return _("Opinion given: %(verdict)s", verdict=verdict_text(event.opinion))
    if isinstance(event, e.Proposed):
        return _("Proposal made: %(verdict)s", verdict=verdict_text(event.proposal))
    if isinstance(event, e.Decided):
        return _("Decision: %(verdict)s", verdict=verdict_text(event.outcome))
    if isinstance(event, e.FeeRecorded):
        return _("Fee received: %(amount)s", amount=format_money(event.amount))
    if isinstance(event, h.FeeDemanded):
        return _("Payment asked for: %(amount)s", amount=format_money(event.amount))
    if isinstance(event, h.ChildOpened):
        return _("Request %(number)s sent to %(agency)s", number=event.number, agency=dossier.agency_name(event.agency))
    if isinstance(event, h.ChildEnded):
        return _("Answer of the other agency: %(verdict)s", verdict=verdict_text(event.outcome))
    if isinstance(event, e.Silenced):
        return _("No answer in time, handling goes on")
    return None
