"""What the page of a submission on the desk shows, gathered from the dossier."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy import Connection

from formengine.accounts.people import organisation_of
from formengine.dossier import Changes, Dossier
from formengine.effects.slips import slips_of
from formengine.explaining import holds_text
from formengine.i18n import current_locale
from formengine.i18n import gettext as _
from formengine.joined import TimeLine, time_line_of
from formengine.reports.desk import nearly_due_for, tone_of
from formengine.services.errors import refusal_text
from formengine.services.house import House
from formengine.sight import Sight
from formengine.time_picture import Picture, picture_of
from formengine.web.desk import words
from formengine.web.desk.acts import ActForm, Tried, forms_for, forms_for_whole
from formengine.web.desk.dossier import is_fresh
from formengine.web.desk.log import Entry, log_of
from formengine.web.desk.look import Place, enclosed_of
from formengine.web.desk.told import Told, told_of
from submissions.actors import Actor
from submissions.acts import demand
from submissions.refusal import Refused
from submissions.submission import Task
from submissions.undoing import pending
from submissions.waking import runs

# What a receptionist does for an applicant who stands at the counter.
FOR_APPLICANT = ("supplement", "withdraw")


@dataclass(frozen=True)
class TaskView:
    """The task that the page is opened for."""

    id: str
    title: str
    agency: str
    due: datetime | None
    tone: str
    holder: str
    mine: bool
    may_claim: bool
    may_release: bool
    hindrance: str


@dataclass(frozen=True)
class View:
    """A submission on the desk. `first` is the act that the task is for, None where it is not possible now."""

    dossier: Dossier
    procedure: str
    due: datetime | None
    tone: str
    task: TaskView | None
    first: ActForm | None
    beside: list[ActForm]
    whole: list[ActForm]
    undo: str
    mine: list[tuple[str, str]]
    tried: Tried | None
    summary: tuple[tuple[str, str, str], ...]
    restricted: bool
    subject: str
    sections: list[Any]
    changes: Changes | None
    enclosed: list[dict[str, Any]]
    applicant: list[tuple[str, str]]
    charges: list[Any]
    may_charge: bool
    for_applicant: tuple[str, ...]
    route: list[dict[str, Any]]
    opinions: list[dict[str, Any]]
    papers: list[dict[str, Any]]
    slips: list[dict[str, str]]
    told: list[Told]
    supplement: dict[str, Any] | None
    time: Picture | None
    joined: TimeLine | None
    log: list[Entry]

    @property
    def answers_version(self) -> int:
        """The version of the answers that the official has before them."""
        answers = self.dossier.submission.answers
        return answers.version if answers is not None else 0


def view_of(
    connection: Connection, house: House, dossier: Dossier, actor: Actor, task: str = "", tried: Tried | None = None
) -> View:
    """Everything on the page of the submission, or of one of its tasks."""
    soon = nearly_due_for(connection, actor, house.now())
    submission = dossier.submission
    found = submission.tasks[task] if task else None
    possible = dossier.acts(actor, found) if found is not None else ()
    first, beside = forms_for(connection, house, dossier, found, possible, tried) if found is not None else (None, [])
    sight, acts = dossier.sees(actor), dossier.acts(actor)
    whole = forms_for_whole(connection, house, dossier, acts, tried)
    running = not submission.decided and not submission.is_concluded
    return View(
        dossier=dossier,
        procedure=dossier.definition.text(dossier.definition.title, current_locale()),
        due=submission.due if running else None,
        tone=tone_of(submission.due, house.now(), soon) if running and not submission.held else "fine",
        task=_task(dossier, found, actor, possible, house.now(), soon) if found is not None else None,
        first=first,
        beside=beside,
        whole=whole,
        undo=_undo(dossier, actor, house.now()),
        mine=[(other.id, dossier.step_title(other.step.step)) for other in dossier.tasks_of(actor) if other.id != task],
        tried=tried,
        summary=_summary(first, [*beside, *whole], tried),
        restricted=not sight.is_whole,
        subject=dossier.row.title if _names_subject(dossier, sight) else "",
        sections=dossier.summary(sight),
        changes=dossier.changes(sight),
        enclosed=enclosed_of(dossier, sight, Place(dossier.number, task)),
        applicant=_applicant(connection, dossier) if sight.is_whole else [],
        charges=dossier.charges() if sight.is_whole else [],
        may_charge="record_payment" in acts,
        for_applicant=tuple(name for name in FOR_APPLICANT if name in acts),
        route=dossier.route(),
        opinions=dossier.opinions(sight),
        papers=_papers(dossier, sight, house.now(), "hand_out" in acts),
        slips=_slips(dossier) if sight.is_whole else [],
        told=told_of(connection, dossier) if sight.is_whole else [],
        supplement=dossier.supplement() if sight.is_whole else None,
        joined=time_line_of(connection, dossier, house.now()) if sight.is_whole else None,
        time=picture_of(dossier, house.now()) if sight.is_whole else None,
        log=log_of(dossier, sight),
    )


def _task(
    dossier: Dossier, task: Task, actor: Actor, possible: tuple[str, ...], now: datetime, soon: datetime
) -> TaskView:
    return TaskView(
        id=task.id,
        title=dossier.step_title(task.step.step),
        agency=dossier.agency_name(task.step.agency),
        due=task.due if task.is_open else None,
        tone=tone_of(task.due, now, soon) if task.about or runs(dossier.submission, task) else "fine",
        holder=dossier.names.get(task.assignee, "") if task.is_open else "",
        mine=bool(task.assignee) and task.assignee == actor.person,
        may_claim="claim" in possible,
        may_release="release" in possible,
        hindrance=_hindrance(dossier, task, actor),
    )


def _undo(dossier: Dossier, actor: Actor, now: datetime) -> str:
    """The name of what the actor may take back now, in words; empty where there is nothing."""
    last = pending(dossier.submission, now)
    return words.act_title(last.act.name) if last is not None and last.person == actor.person else ""


def _hindrance(dossier: Dossier, task: Task, actor: Actor) -> str:
    """Why the act of the task's step is not possible now; empty when it is."""
    if task.step.act == "await":
        return _waited_for(dossier, task)
    if task.request is not None and actor.holds(task.step.agency, "leader"):
        return ""
    try:
        demand(dossier.submission, actor, task.step.act, task)
    except Refused as refused:
        if refused.code == "not_now" and dossier.submission.waits_for_supplement:
            return _("The submission waits for a supplement from the applicant. The clock is stopped meanwhile.")
        if refused.code == "not_now" and dossier.submission.waits:
            return _("The clock stands still: %(why)s.", why=holds_text("+".join(dossier.submission.held)))
        return refusal_text(refused, dossier.names)
    return ""


def _waited_for(dossier: Dossier, task: Task) -> str:
    """What the step waits for; empty where it has come back without a result."""
    going = [child for child in dossier.submission.children.values() if child.task == task.id and not child.outcome]
    if not task.is_open or not going:
        return ""
    agency = dossier.agency_name(going[-1].agency)
    return _("The task waits for submission %(number)s at %(agency)s.", number=going[-1].number, agency=agency)


def _summary(first: ActForm | None, beside: list[ActForm], tried: Tried | None) -> tuple[tuple[str, str, str], ...]:
    """(element, label, message) for the box that names every problem."""
    drawn = {form.name: form for form in (first, *beside) if form is not None}
    for form in drawn.values():
        if form.summary:
            return form.summary
    message = tried.message(tried.act in drawn) if tried is not None else ""
    return (("", "", message),) if message else ()


def _names_subject(dossier: Dossier, sight: Sight) -> bool:
    return all(sight.answer(pointer) for pointer, _label in dossier.form("vi").list_columns())


def _applicant(connection: Connection, dossier: Dossier) -> list[tuple[str, str]]:
    facts = dossier.submission.facts
    organisation = organisation_of(connection, facts.organisation).name if facts.organisation else ""
    rows = [
        (_("Filed by"), dossier.names.get(facts.filer, "")),
        (_("On behalf of"), words.on_behalf(facts.on_behalf)),
        (_("Organisation"), organisation),
        (_("Channel"), words.channel(facts.channel)),
    ]
    return [row for row in rows if row[1]]


def _slips(dossier: Dossier) -> list[dict[str, str]]:
    """What can be printed about the submission as it stands."""
    return [
        {"title": words.slip(name), "href": url_for("desk.slip", number=dossier.number, name=name)}
        for name in slips_of(dossier)
    ]


def _papers(dossier: Dossier, sight: Sight, now: datetime, may_hand_out: bool) -> list[dict[str, Any]]:
    """The papers with their addresses; `fresh`: a draft while it may be taken back, `hand_out`: where to end that."""
    rows = []
    for paper in dossier.papers(sight):
        place = {"number": dossier.number, "seq": paper["seq"]}
        fresh = is_fresh(dossier, paper["seq"], now)
        hand_out = url_for("desk.hand_out", **place) if fresh and may_hand_out else ""
        rows.append({**paper, "href": url_for("desk.paper", **place), "fresh": fresh, "hand_out": hand_out})
    return rows
