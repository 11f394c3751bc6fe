"""Who is told of an event, and what a mail or a message about it may say; read-only, never answers or opinions."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, or_, select

from formengine.accounts.staff import holders
from formengine.accounts.tables import accounts, persons
from formengine.config import Config
from formengine.dossier import Dossier
from formengine.dossier_reading import dossier_by_id
from formengine.effects.facts import Recipient
from formengine.effects.paper_data import replace_state
from formengine.explaining import holds_text, warning_text
from formengine.i18n import current_locale, format_moment
from formengine.planning import local_day
from formengine.standing import status_text
from submissions import events as e
from submissions import handovers as h
from submissions.folding import fold
from submissions.status import status_of

# Why the clock stands, by the cause for which an official suspended it.
_WAITS_FOR = {"financial_duty": "payment", "authority": "authority", "other": "suspended"}


def recipients(connection: Connection, submission_id: str, seq: int, config: Config) -> Sequence[Recipient]:
    """Who is told of the event: the accounts on the citizen's side that gave an address or a phone number."""
    dossier = dossier_by_id(connection, submission_id, config)
    if dossier is None or not 0 < seq <= len(dossier.log) or not _is_news(dossier, seq):
        return []
    event, people = dossier.log[seq - 1].event, sorted(dossier.submission.applicants)
    if isinstance(event, e.Warned):
        people = _heads(connection, dossier, event)
    query = (
        select(accounts.c.id, accounts.c.locale, persons.c.full_name, persons.c.email, persons.c.phone)
        .join(persons, persons.c.id == accounts.c.person)
        .where(persons.c.id.in_(people), or_(persons.c.email != "", persons.c.phone != ""))
        .order_by(accounts.c.id)
    )
    return [Recipient(row.id, row.full_name, row.email, row.locale, row.phone) for row in connection.execute(query)]


def _heads(connection: Connection, dossier: Dossier, warned: e.Warned) -> list[str]:
    """Who heads the agency that the clock warned, and who stands in for them, where it is done by a letter."""
    if not warned.letter:
        return []
    agency = dossier.submission.tasks[warned.task].step.agency
    today = local_day(dossier.log[-1].at, dossier.zone)
    return sorted(holders(connection, agency, "leader", today))


def _is_news(dossier: Dossier, seq: int) -> bool:
    event = dossier.log[seq - 1].event
    before = dossier.log[max(0, seq - 6) : seq - 1]
    if isinstance(event, e.TaskOpened):
        return fold(dossier.log[:seq]).plan.step(event.key).who == "applicant"
    if isinstance(event, e.Decided):
        later = [entry for entry in dossier.log[seq:] if isinstance(entry.event, e.Decided)]
        return event.outcome == "refuse" or (not later and _is_last_decision(dossier, seq))
    if isinstance(event, h.FeeDemanded):  # a demand that opens a task of the applicant is told with the task
        return not event.task
    if isinstance(event, h.Resumed):  # something else may hold the clock still
        return _moved_due(dossier, seq) is not None
    if isinstance(event, e.Concluded):
        told = (e.Withdrawn, e.RefusedToAccept, e.Delivered, e.Decided, h.Stopped)
        return not any(isinstance(entry.event, told) for entry in before)
    return True


def _moved_due(dossier: Dossier, seq: int) -> datetime | None:
    """The appointment to which the clock went on with the act at `seq`; None where it still stands."""
    act = [entry.event for entry in dossier.log[seq:] if entry.at == dossier.log[seq - 1].at]
    moved = next((event for event in act if isinstance(event, e.ClockResumed)), None)
    return datetime.fromisoformat(moved.due) if moved is not None else None


def _is_last_decision(dossier: Dossier, seq: int) -> bool:
    submission = fold(dossier.log[:seq])
    stages = submission.plan.stages
    names = [stage.stage for stage in stages]
    place = names.index(submission.stage) if submission.stage in names else len(names)
    return not any(step.act == "decide" for stage in stages[place + 1 :] for step in stage.steps)


def mail_facts(connection: Connection, submission_id: str, seq: int, config: Config) -> Mapping[str, str] | None:
    """The figures of the mail about an event, in the current language; never answers, reasons or opinions."""
    dossier = dossier_by_id(connection, submission_id, config)
    if dossier is None or not 0 < seq <= len(dossier.log):
        return None
    past = replace_state(dossier, seq)
    event = dossier.log[seq - 1].event
    task = past.submission.tasks.get(getattr(event, "task", ""))
    due = past.submission.due
    if isinstance(event, e.SupplementRequested):
        due = past.submission.supplements[-1].due
    elif isinstance(event, h.Resumed):
        due = _moved_due(dossier, seq)
    elif isinstance(event, e.Submitted):
        due = next((t.due for t in fold(dossier.log).tasks.values() if t.step.act == "accept"), None)
    elif isinstance(event, e.TaskOpened | e.Warned) and task is not None:
        due = task.due
    warned = isinstance(event, e.Warned)
    return {
        "number": dossier.number,
        "procedure": dossier.definition.text(dossier.definition.title, current_locale()),
        "agency": dossier.agency_name(past.submission.receiving),
        "status": status_text(status_of(past.submission)),
        "task": dossier.step_title(task.step.step) if task is not None else "",
        "due": format_moment(due, config.zone) if due else "",
        "link": f"{config.public_url}/{'desk' if warned else 'submissions'}/{dossier.number}",
        "warning": warning_text(event.about) if isinstance(event, e.Warned) else "",
        "holds": holds_text(_WAITS_FOR[event.cause]) if isinstance(event, h.Suspended) else "",
        "task_agency": dossier.agency_name(task.step.agency) if task is not None else "",
    }
