"""Papers made and kept: HOME/papers/<submission>/<place in the log>.pdf, a pure function of event and template."""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection

from formengine.effects.facts import Facts, PaperOrder
from formengine.effects.files import write_whole
from formengine.effects.registry import Delivery, DeliveryFailed, Effect, Surroundings
from formengine.papers import PaperError


def paper_path(home: Path, submission_id: str, seq: int) -> Path:
    """Where the paper that the event `seq` issued lies, or will lie."""
    return home / "papers" / submission_id / f"{seq}.pdf"


def kept_paper(home: Path, submission_id: str, seq: int, order: PaperOrder) -> bytes:
    """The paper's bytes: as kept, else made now and kept, so that a page need not wait for the worker.

    Raises PaperError.
    """
    path = paper_path(home, submission_id, seq)
    if path.exists():
        return path.read_bytes()
    made = order.made(home)
    write_whole(path, made)
    return made


def _once(_facts: Facts, _connection: Connection, _submission_id: str, _seq: int) -> Sequence[str]:
    return ("",)


def _make(delivery: Delivery, surroundings: Surroundings) -> None:
    home = surroundings.config.home
    with surroundings.database.reading() as connection:
        order = surroundings.facts.paper(connection, delivery.submission_id, delivery.seq)
    if order is None:
        return
    try:
        kept_paper(home, delivery.submission_id, delivery.seq, order)
    except PaperError as error:
        raise DeliveryFailed(f"the paper cannot be made: {error}") from error
    except OSError as error:
        raise DeliveryFailed(f"the paper cannot be kept: {type(error).__name__}") from error


PAPER = Effect("paper", frozenset({"PaperIssued"}), _once, _make)
