"""Recording what was done: log and lists, words for the search, and what it means for others.

Another submission may wait for the end of this one, and an approved leave gives the absent official's work to a deputy.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from formengine.catalog.versions import definition_of
from formengine.forms.compiled import CompiledForm
from formengine.i18n import LOCALES
from formengine.services.delegating import stand_in_no_longer, stand_in_on_leave
from formengine.services.house import House
from formengine.sight import shows_subject
from submissions import events as e
from submissions import handovers as h
from submissions.acting import Acting
from submissions.actors import SYSTEM
from submissions.chain import Recorded
from submissions.store import log, search
from submissions.store.tables import submissions
from submissions.submission import Submission


def record(
    connection: Connection,
    house: House,
    submission_id: str,
    submission: Submission,
    entries: Sequence[Recorded],
    title: str | None = None,
) -> None:
    """Write what `submission` gained, in the caller's transaction; `title` where what lists show of it changed."""
    if not entries:
        return
    log.append(connection, submission_id, submission, entries, title)
    if title is not None or _concerns_others(submission, entries):
        make_findable(
            connection, submission_id, submission, title if title is not None else _title(connection, submission_id)
        )
    if any(isinstance(entry.event, h.Undone) for entry in entries):
        stand_in_no_longer(connection, house, submission.facts.number)
    if any(isinstance(entry.event, e.Concluded) for entry in entries):
        _end(connection, house, submission_id, submission)


def _concerns_others(submission: Submission, entries: Sequence[Recorded]) -> bool:
    """Whether an agency has to do with it that had not before."""
    if any(isinstance(entry.event, h.Transferred | h.AgencySucceeded) for entry in entries):
        return True
    tasks = submission.tasks.values()
    return not {task.step.agency for task in tasks} <= {
        task.step.agency for task in tasks if task.opened_seq < entries[0].seq
    }


def _end(connection: Connection, house: House, submission_id: str, submission: Submission) -> None:
    if submission.outcome == "approve":
        stand_in_on_leave(connection, house, submission_id, submission)
    if submission.facts.parent:
        _tell_parent(connection, house, submission_id, submission)


def _tell_parent(connection: Connection, house: House, submission_id: str, submission: Submission) -> None:
    from formengine.services.proceedings import Proceedings

    parent_id = submission.facts.parent
    parent = log.load_to_act(connection, parent_id)
    definition = definition_of(connection, parent.facts.definition)
    proceedings = Proceedings.of(connection, house, definition, parent_id, parent)
    acting = Acting(parent, SYSTEM, house.now(), proceedings)
    entries = acting.child_ended(submission.facts.parent_task, submission_id, submission.outcome)
    record(connection, house, parent_id, parent, entries)


def make_findable(
    connection: Connection, submission_id: str, submission: Submission, title: str, *, new: bool = False
) -> None:
    """Put the words that lists may show into the index, for the agencies that are shown them; `new`: none are yet."""
    facts = submission.facts
    definition = definition_of(connection, facts.definition)
    steps: dict[str, set[str]] = {}
    for task in submission.tasks.values():
        steps.setdefault(task.step.agency, set()).add(task.step.step)
    told = {agency for agency, names in steps.items() if shows_subject(definition, names)}
    agencies = {submission.receiving, submission.competent, *told}
    names = [definition.text(definition.title, locale) for locale in LOCALES]
    texts = [facts.number, facts.procedure, title, *names]
    search.put(connection, submission_id, texts, filter(None, agencies), new=new)


def _title(connection: Connection, submission_id: str) -> str:
    return connection.execute(select(submissions.c.title).where(submissions.c.id == submission_id)).scalar_one()


def title_of(form: CompiledForm, document: Any, day: Any) -> str:
    """What desks show of a submission: the values that its definition lets lists show; `form` in Vietnamese."""
    texts = [form.value_text(pointer, document, day) for pointer, _label in form.list_columns()]
    return " · ".join(text for text in texts if text)[:500]
