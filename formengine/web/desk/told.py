"""What the applicant was told of a submission: who, by which way, when, and whether it arrived."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from formengine.accounts.tables import accounts, persons
from formengine.dossier import Dossier
from formengine.effects.deliveries import deliveries
from formengine.effects.mail_texts import subject_of
from formengine.i18n import current_locale
from formengine.i18n import gettext as _

WAYS = ("mail", "message")
# What goes to the heads of an agency and to nobody else.
WITHIN = ("Warned",)
# The newest; the whole list is the installation's delivery record.
SHOWN = 20
# Built once: every page of a submission on the desk asks it.
_TOLD = (
    select(deliveries, persons.c.full_name)
    .outerjoin(accounts, accounts.c.id == deliveries.c.recipient)
    .outerjoin(persons, persons.c.id == accounts.c.person)
    .where(deliveries.c.submission_id == bindparam("submission"), deliveries.c.effect.in_(WAYS))
    .where(deliveries.c.kind.not_in(WITHIN))
    .order_by(deliveries.c.seq.desc(), deliveries.c.id.desc())
    .limit(SHOWN)
)


@dataclass(frozen=True, slots=True)
class Told:
    """One notice: `what` in one line, to `whom`, `way`, when it was sent or what it tells of was, how it stands."""

    what: str
    whom: str
    way: str
    at: datetime | None
    state: str
    tone: str


def told_of(connection: Connection, dossier: Dossier) -> list[Told]:
    """The notices to the applicant's side, the newest first."""
    return [_told(row, dossier) for row in connection.execute(_TOLD, {"submission": dossier.row.id})]


def _told(row: Any, dossier: Dossier) -> Told:
    states = {
        "done": (_("Sent"), "green"),
        "pending": (_("Waiting to be sent"), "blue"),
        "failed": (_("Not delivered"), "red"),
    }
    ways = {"mail": _("By e-mail"), "message": _("By phone message")}
    state, tone = states[row.state]
    what = subject_of(row.kind, current_locale(), {"number": dossier.number})
    return Told(what, row.full_name or "", ways[row.effect], row.done_at or row.at, state, tone)
