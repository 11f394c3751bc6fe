"""Publishing definitions, and the versions that were published."""

import hashlib
import json
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from formengine.catalog.entries import entry_row
from formengine.catalog.tables import definition_versions, procedures
from formengine.forms import strict_json
from formengine.forms.definition import Definition
from formengine.forms.loading import build, load_definition
from formengine.forms.problems import DefinitionError, Problem
from formengine.i18n import gettext as _
from submissions.store.columns import new_id

_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
# Definitions held by a process; those asked for least lately go first.
HELD = 256


@dataclass(frozen=True, slots=True)
class Version:
    """A published version; `number` counts a procedure's versions from 1, `published_by` is a person's id or empty."""

    id: str
    procedure: str
    number: int
    digest: str
    published_at: datetime
    published_by: str
    acknowledged: tuple[str, ...] = ()


class UnknownVersion(LookupError):
    """No version or no procedure is called that; nothing is guessed in its stead."""


def publish(
    connection: Connection,
    source: bytes,
    *,
    by: str = "",
    at: datetime,
    acknowledged: Sequence[str] = (),
    procedure: str | None = None,
) -> Version:
    """Make a definition the current version of its procedure.

    Bytes that were published before give the version they gave then, and make it current again. `acknowledged`:
    warnings of the checker that the publisher took note of, each with the reason. `procedure`: the code that the
    definition must have, where somebody publishes for one procedure. Raises DefinitionError with every problem.
    """
    definition = _read(source)
    if procedure is not None and definition.code != procedure:
        message = _("This is the definition of %(code)s; write %(wanted)s", code=definition.code, wanted=procedure)
        raise DefinitionError([Problem("/code", "code", message)])
    _enter(connection, definition)
    version = _version_of_digest(connection, definition)
    if version is None:
        version = _insert(connection, definition, by, at, tuple(acknowledged))
    _held.put(version.digest, definition)
    connection.execute(
        update(procedures).where(procedures.c.code == definition.code).values(current_version=version.id)
    )
    return version


def current(connection: Connection, code: str) -> Version:
    """The version that new submissions of a procedure are filed with; UnknownVersion when there is no form."""
    row = connection.execute(_CURRENT, {"code": code}).one_or_none()
    if row is None:
        raise UnknownVersion(f"the procedure {code!r} has no published definition")
    return _version(row)


def version_of(connection: Connection, id: str) -> Version:
    row = connection.execute(_SELECT.where(definition_versions.c.id == id)).one_or_none()
    if row is None:
        raise UnknownVersion(f"no version has the id {id!r}")
    return _version(row)


def versions(connection: Connection, code: str) -> tuple[Version, ...]:
    """Every version of a procedure, newest first."""
    rows = connection.execute(
        _SELECT.where(definition_versions.c.procedure == code).order_by(definition_versions.c.number.desc())
    )
    return tuple(_version(row) for row in rows)


def source_of(connection: Connection, version: str) -> bytes:
    """The exact bytes of a version, for whoever wants to read or to publish them elsewhere."""
    text = connection.scalar(select(definition_versions.c.source).where(definition_versions.c.id == version))
    if text is None:
        raise UnknownVersion(f"no version has the id {version!r}")
    return text.encode()


class _Held:
    """The definitions in use in this process, by digest; what a digest means never changes."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._definitions: OrderedDict[str, Definition] = OrderedDict()
        self._digests: dict[str, str] = {}

    def digest(self, connection: Connection, version: str) -> str:
        found = self._digests.get(version)
        if found is None:
            found = self._digests[version] = version_of(connection, version).digest
        return found

    def get(self, digest: str) -> Definition | None:
        with self._lock:
            found = self._definitions.get(digest)
            if found is not None:
                self._definitions.move_to_end(digest)
            return found

    def put(self, digest: str, definition: Definition) -> Definition:
        with self._lock:
            kept = self._definitions.setdefault(digest, definition)
            self._definitions.move_to_end(digest)
            while len(self._definitions) > HELD:
                self._definitions.popitem(last=False)
            return kept


_held = _Held()


def definition_of(connection: Connection, version: str) -> Definition:
    """The definition of a version, read once in a process; its forms are compiled when somebody asks for them."""
    digest = _held.digest(connection, version)
    return _held.get(digest) or _held.put(digest, _as_published(source_of(connection, version)))


def _as_published(source: bytes) -> Definition:
    """Not judged again: it was when it was published, and submissions under way stay on it whatever is asked since."""
    return build(strict_json.parse(source), source)


def current_definition(connection: Connection, code: str) -> tuple[Version, Definition]:
    """The current version of a procedure with its definition."""
    version = current(connection, code)
    return version, definition_of(connection, version.id)


def _read(source: bytes) -> Definition:
    """Somebody's file; one that was read before is not read again."""
    digest = hashlib.sha256(source).hexdigest()
    return _held.get(digest) or _held.put(digest, load_definition(source))


_SELECT = select(
    definition_versions.c.id,
    definition_versions.c.procedure,
    definition_versions.c.number,
    definition_versions.c.digest,
    definition_versions.c.published_at,
    definition_versions.c.published_by,
    definition_versions.c.acknowledged,
)
# Built once: every page of a procedure asks it.
_CURRENT = _SELECT.join(procedures, procedures.c.current_version == definition_versions.c.id).where(
    procedures.c.code == bindparam("code")
)


def _enter(connection: Connection, definition: Definition) -> None:
    """The procedure's row says what its definition says, and stays locked so that versions are numbered in turn."""
    this = select(procedures).where(procedures.c.code == definition.code).with_for_update()
    known = connection.execute(this).one_or_none()
    if known is None:
        # Somebody else may be publishing the same new procedure at this moment: whoever comes second waits here.
        new = entry_row(definition, None) | {"id": new_id()}
        connection.execute(_INSERTS[connection.dialect.name](procedures).values(new).on_conflict_do_nothing())
        known = connection.execute(this).one()
    connection.execute(update(procedures).where(procedures.c.id == known.id).values(entry_row(definition, known)))


def _version_of_digest(connection: Connection, definition: Definition) -> Version | None:
    row = connection.execute(
        _SELECT.where(
            definition_versions.c.procedure == definition.code, definition_versions.c.digest == definition.digest
        )
    ).one_or_none()
    return _version(row) if row else None


def _insert(
    connection: Connection, definition: Definition, by: str, at: datetime, acknowledged: tuple[str, ...]
) -> Version:
    last = connection.scalar(
        select(func.max(definition_versions.c.number)).where(definition_versions.c.procedure == definition.code)
    )
    version = Version(new_id(), definition.code, (last or 0) + 1, definition.digest, at, by, acknowledged)
    connection.execute(
        insert(definition_versions).values(
            id=version.id,
            procedure=version.procedure,
            number=version.number,
            digest=version.digest,
            source=definition.source.decode(),
            published_at=at,
            published_by=by,
            acknowledged=json.dumps(acknowledged, ensure_ascii=False),
        )
    )
    return version


def _version(row: Row) -> Version:
    values = row._asdict()
    return Version(**values | {"acknowledged": tuple(json.loads(row.acknowledged))})
