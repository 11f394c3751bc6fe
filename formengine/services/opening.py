"""Opening a submission of another procedure from a step: its own number, clock and log, at its own agency."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from formengine.accounts.officials import lists_of
from formengine.catalog.versions import current_definition
from formengine.forms.definition import Definition
from formengine.forms.pointers import ABSENT, split_pointer
from formengine.planning import Places, case_object_of, competent_agency, filing_of, local_day, look, settings_for
from formengine.services.proceedings import Proceedings
from formengine.services.recording import make_findable, title_of
from submissions import events as e
from submissions import handovers as h
from submissions.acting import Acting
from submissions.actors import SYSTEM
from submissions.plan import PlannedStep
from submissions.refusal import Refused
from submissions.store import documents, files, log, numbers
from submissions.store.columns import new_id
from submissions.store.tables import submissions
from submissions.submission import Submission

# Without letters and digits that are taken for one another when read from paper.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
# How deep submissions may open submissions; more is a definition that opens itself.
DEEPEST = 4


def new_secret() -> str:
    """A tracking code."""
    return "".join(secrets.choice(ALPHABET) for _place in range(8))


def open_child(
    parent_house: Proceedings, parent_id: str, parent: Submission, step: PlannedStep, task: str, at: datetime
) -> h.ChildOpened:
    """File the submission that the step opens, in the parent's transaction; raises Refused("cannot_open")."""
    connection, house = parent_house.connection, parent_house.house
    depth = max(parent_house.depth, _depth(connection, parent_id))
    if depth >= DEEPEST:
        raise Refused("cannot_open", what=step.opens)
    version, definition = _definition(connection, step)
    document = _document(parent_house, parent, definition, step, at)
    day = local_day(at, house.config.zone)
    case_object = case_object_of(definition, document, filing=filing_of(parent), settings={})
    competent = competent_agency(definition, case_object, Places(parent_house.agencies, day))
    receiving = parent_house.agencies.one_stop_of(competent)
    child_id = new_id()
    enclosed = _enclose(parent_house, parent_id, parent, definition, child_id, at)
    facts = parent.facts
    submitted = e.Submitted(
        number=numbers.submission_number(connection, receiving.code, day),
        procedure=definition.code,
        definition=version,
        channel=facts.channel,
        on_behalf=facts.on_behalf,
        receiving=receiving.id,
        competent=competent.id,
        filer=facts.filer,
        owner=facts.owner,
        organisation=facts.organisation,
        filed_by_official=True,
        requester_kind=facts.requester_kind,
        of_filer=facts.of_filer,
        document=documents.keep(connection, child_id, "answers", 1, document, at),
        files=tuple(file.ref() for file in enclosed),
        starts=definition.clock.get("starts", "accepted"),
        parent=parent_id,
        parent_task=task,
    )
    child = Submission()
    child_house = Proceedings(connection, house, definition, document, submission_id=child_id, depth=depth + 1)
    title = title_of(definition.form("vi", lists_of(connection)), document, day)
    locale = connection.execute(select(submissions.c.locale).where(submissions.c.id == parent_id)).scalar_one_or_none()
    acting = Acting(child, SYSTEM, at, child_house)
    log.begin(
        connection, child_id, child, acting.file(submitted), title=title, locale=locale or "vi", secret=new_secret()
    )
    make_findable(connection, child_id, child, title, new=True)
    return h.ChildOpened(
        task=task, submission=child_id, number=submitted.number, procedure=definition.code, agency=competent.id
    )


def _definition(connection: Connection, step: PlannedStep) -> tuple[str, Definition]:
    try:
        version, definition = current_definition(connection, step.opens)
    except LookupError:
        raise Refused("cannot_open", what=step.opens) from None
    return version.id, definition


def _document(
    parent_house: Proceedings, parent: Submission, definition: Definition, step: PlannedStep, at: datetime
) -> Any:
    """The answers that the step takes from the parent's case, computed and judged."""
    written = next(s for stage in parent_house.definition.route for s in stage.steps if s.step == step.step)
    case_object = parent_house.case_object(parent)
    document: dict[str, Any] = {}
    for there, source in ((written.opens or {}).get("answers") or {}).items():
        value = source["const"] if isinstance(source, Mapping) else look(case_object, source)
        if value is not ABSENT:
            put(document, there, value)
    form, day = definition.form("vi", lists_of(parent_house.connection)), local_day(at, parent_house.house.config.zone)
    settings = settings_for(parent_house.connection, definition, None, day, at)
    computed = form.compute(document, day, settings)
    if problems := form.check(computed, None, day, settings=settings):
        raise Refused("cannot_open", what=f"{step.opens}: {problems[0].pointer}: {problems[0].message}")
    return computed


def put(document: dict[str, Any], pointer: str, value: Any) -> None:
    """Set the value at a pointer, making the objects on the way."""
    *way, last = split_pointer(pointer)
    place = document
    for name in way:
        place = place.setdefault(name, {})
    place[last] = value


def _enclose(
    parent_house: Proceedings, parent_id: str, parent: Submission, definition: Definition, child_id: str, at: datetime
) -> list[files.StoredFile]:
    """Copies of the parent's files that the other procedure asks for under the same code."""
    wanted = {attachment.code for attachment in definition.attachments}
    current = {ref.id for ref in parent.files if ref.code in wanted}
    if not current:
        return []
    folder = parent_house.house.files
    return [
        files.keep(
            parent_house.connection, folder, submission_id=child_id, code=held.code, name=held.name,
            media_type=held.media_type, content=files.content_of(folder, held), at=at, copy_kind=held.copy_kind,
        )
        for held in files.of_submission(parent_house.connection, parent_id)
        if held.id in current
    ]  # fmt: skip


def _depth(connection: Connection, submission_id: str) -> int:
    depth = 0
    parent: str | None = submission_id
    while parent:
        parent = connection.execute(select(submissions.c.parent).where(submissions.c.id == parent)).scalar_one_or_none()
        depth += 1
    return depth
