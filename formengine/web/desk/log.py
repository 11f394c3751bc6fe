"""The log of a submission as officials read it: who did what, and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from formengine.dossier import Dossier
from formengine.i18n import N_, format_moment, format_money
from formengine.i18n import gettext as _
from formengine.sight import EVERYTHING, Sight
from formengine.web.desk import act_words, words
from submissions import events as e
from submissions import handovers as h
from submissions.capacities import RESULTS
from submissions.chain import Event, Recorded


@dataclass(frozen=True)
class Entry:
    """One line of the log; `by` is a person's name, empty where time acted; `about` the step or the agencies."""

    at: datetime
    what: str
    by: str
    about: str


# Kind of event -> its words; kinds that only follow from others are left out.
WHAT: Mapping[type[Event], str] = {
    e.Submitted: N_("Submission filed"),
    e.TaskOpened: N_("Task begun"),
    e.TaskDropped: N_("Task no longer needed"),
    e.Claimed: N_("Task claimed"),
    e.Released: N_("Task released"),
    e.Accepted: N_("Accepted"),
    e.RefusedToAccept: N_("Not accepted"),
    e.SupplementRequested: N_("Supplement asked for"),
    e.Supplemented: N_("Supplement received"),
    e.AgenciesChosen: N_("Agencies to consult chosen"),
    e.Opined: N_("Opinion given"),
    e.Proposed: N_("Decision proposed"),
    e.Decided: N_("Decided"),
    e.PaperIssued: N_("Paper issued"),
    e.DraftConfirmed: N_("Draft answered by the applicant"),
    e.SentBack: N_("Sent back"),
    e.Silenced: N_("Time ran out"),
    e.Warned: N_("The head was warned of the deadline"),
    e.Attended: N_("The head has seen to it"),
    e.CountedAnew: N_("The time limit is counted anew"),
    e.FeeRecorded: N_("Payment recorded"),
    e.Delivered: N_("Result delivered"),
    e.Withdrawn: N_("Withdrawn by the applicant"),
    e.Rated: N_("Rated by the applicant"),
    e.Concluded: N_("Handling ended"),
    **act_words.LOGGED,
}


def log_of(dossier: Dossier, sight: Sight = EVERYTHING) -> list[Entry]:
    """The lines of the log that `sight` goes to, the newest first."""
    counts = {entry.seq for entry in dossier.submission.history}
    lines = [
        Entry(entry.at, _what(entry), _by(dossier, entry), _told(dossier, entry, counts))
        for entry in dossier.log
        if type(entry.event) in WHAT and _concerns(dossier, entry.event, sight)
    ]
    return lines[::-1]


def _told(dossier: Dossier, entry: Recorded, counts: set[int]) -> str:
    """What the entry is about; of what was undone it says so, with the number that a paper had: it stays unused."""
    about = _about(dossier, entry.event)
    return about if entry.seq in counts else _("%(about)s (taken back)", about=about).strip()


def _what(entry: Recorded) -> str:
    event = entry.event
    if isinstance(event, e.Released) and entry.actor != "person":
        return _("Task free again: who had taken it can no longer do it")
    if isinstance(event, h.AgencySucceeded) and event.reason:
        return _("Passed to another agency by an administrator")
    return _(WHAT[type(event)])


def _concerns(dossier: Dossier, event: Event, sight: Sight) -> bool:
    """Who is shown a part reads of its own steps, of those it is shown, and when handling began and ended."""
    if sight.is_whole or isinstance(event, e.Submitted | e.Concluded):
        return True
    if isinstance(event, e.PaperIssued):
        return sight.paper(event.paper, event.signer_agency)
    task = dossier.submission.tasks.get(getattr(event, "task", ""))
    return task is not None and sight.written(task.step.step, task.step.agency)


def _by(dossier: Dossier, entry: Recorded) -> str:
    """Who did it; of what follows by itself from an act nobody is named, of a paper who signed it."""
    if isinstance(entry.event, e.PaperIssued):
        return dossier.names.get(entry.event.signer, "")
    if isinstance(entry.event, e.TaskOpened | e.TaskDropped | e.Concluded):
        return ""
    return dossier.names.get(entry.person, "")


def _about(dossier: Dossier, event: Event) -> str:
    if isinstance(event, h.HandedOut):
        return next(_about(dossier, entry.event) for entry in dossier.log if entry.seq == event.paper)
    if isinstance(event, e.PaperIssued):
        number = _("number %(number)s", number=event.number) if event.number else ""
        return ", ".join(filter(None, (dossier.paper_title(event), number)))
    if isinstance(event, e.AgenciesChosen):
        return ", ".join(dossier.agency_name(agency) for agency in event.agencies)
    if isinstance(event, e.SentBack):
        return dossier.stage_title(event.stage)
    if type(event) in act_words.LOGGED and (about := _about_handover(dossier, event)):
        return about
    if isinstance(event, e.Submitted):
        return words.channel(event.channel)
    if isinstance(event, e.Concluded):
        return words.status("delivered") if event.outcome in RESULTS else words.verdict("", event.outcome)
    return ": ".join(filter(None, (_step(dossier, getattr(event, "task", "")), _outcome(event))))


def _about_handover(dossier: Dossier, event: Event) -> str:
    """What a hand-over, a hold of the clock or a demand is about; empty where the step says enough."""
    if isinstance(event, h.Assigned | h.ActedFor):
        return dossier.names.get(event.person, "")
    if isinstance(event, h.Transferred):
        return dossier.agency_name(event.agency)
    if isinstance(event, h.AgencySucceeded):
        passed = f"{dossier.agency_name(event.ended)} → {dossier.agency_name(event.successor)}"
        return ": ".join(filter(None, (passed, dossier.reason_text(event.reason))))
    if isinstance(event, h.Extended):
        return format_moment(datetime.fromisoformat(event.due), dossier.zone)
    if isinstance(event, h.FeeSet | h.FeeDemanded):
        return f"{dossier.fee_title(event.fee)}: {format_money(event.amount)}"
    if isinstance(event, h.Suspended):
        return words.outcome("suspend", event.cause)
    if isinstance(event, h.ChildOpened):
        return f"{event.number} – {dossier.agency_name(event.agency)}"
    if isinstance(event, h.ChildEnded):
        child = dossier.submission.children.get(event.submission)
        return ": ".join(filter(None, (child.number if child else "", words.verdict("", event.outcome))))
    return ""


def _outcome(event: Event) -> str:
    if isinstance(event, e.Opined):
        return words.verdict("opine", event.opinion)
    if isinstance(event, e.Proposed):
        return words.verdict("propose", event.proposal)
    if isinstance(event, e.Decided):
        return words.verdict("decide", event.outcome)
    if isinstance(event, e.Delivered):
        return words.verdict("deliver_result", event.manner)
    if isinstance(event, e.DraftConfirmed):
        return words.verdict("confirm_draft", "confirmed" if event.confirmed else "disputed")
    if isinstance(event, e.Silenced):
        return _("passed to the leader") if event.meaning == "escalate" else words.verdict("", event.meaning)
    return words.method(event.method) if isinstance(event, e.FeeRecorded) else ""


def _step(dossier: Dossier, task_id: str) -> str:
    task = dossier.submission.tasks.get(task_id)
    if task is None:
        return ""
    return f"{dossier.step_title(task.step.step)} – {dossier.agency_name(task.step.agency)}"
