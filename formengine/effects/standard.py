"""The effects that every installation has."""

from formengine.effects.mail import MAIL
from formengine.effects.paper_files import PAPER
from formengine.effects.registry import Effect, Registry

EFFECTS = Registry(PAPER, MAIL)


def effects_of(kind: str) -> tuple[Effect, ...]:
    """The effects of an event of this kind."""
    return EFFECTS.of(kind)
