"""What every service needs: the database, the settings, the time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from formengine.accounts.identity import identity_key
from formengine.config import Config
from formengine.database import Database


def now_utc() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class House:
    """One installation at work; `now` is its clock, which a demo or a test may set."""

    database: Database
    config: Config
    now: Callable[[], datetime] = now_utc

    @property
    def files(self) -> Path:
        return self.config.home / "files"

    @cached_property
    def key(self) -> bytes:
        """The key under which personal numbers are hashed."""
        return identity_key(self.config.key())

    def today(self) -> date:
        """The legal day, in the installation's zone."""
        return self.now().astimezone(ZoneInfo(self.config.zone)).date()
