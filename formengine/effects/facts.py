"""What an effect asks about a submission, as functions given from outside; tests hand in fakes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from formengine.papers import compile_paper, templates_of


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is told: `key` is the account's id (the delivery record holds it, never the address)."""

    key: str
    name: str
    email: str
    locale: str = "vi"
    phone: str = ""


@dataclass(frozen=True, slots=True)
class PaperOrder:
    """A paper to make: its template, the plain data for it, and the instant of the event that issued it.

    `agency`: code of the agency whose templates it is made with, "" for those of the installation.
    """

    template: str
    data: Mapping[str, Any]
    at: datetime
    agency: str = ""

    def made(self, home: Path) -> bytes:
        """The paper's bytes. Raises PaperError."""
        return compile_paper(self.template, self.data, self.at, templates_of(home, self.agency))


@dataclass(frozen=True, slots=True)
class Facts:
    """Read-only questions about the event at place `seq` of a submission's log.

    recipients: who is told of it, by mail or phone; nobody where the event is no news to an applicant.
    mail: number, procedure, agency, status, task, due, link – one-line texts in the current language
    (`formengine.i18n`), empty where there is none; never answers, reasons or opinions.
    paper: the paper that the event issues, None where it issues none that is made here.
    A submission or event that is not there (any more) has nobody, None and None.
    """

    recipients: Callable[[Connection, str, int], Sequence[Recipient]]
    mail: Callable[[Connection, str, int], Mapping[str, str] | None]
    paper: Callable[[Connection, str, int], PaperOrder | None]
