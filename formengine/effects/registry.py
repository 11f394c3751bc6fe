"""Which event has which effects."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from formengine.config import Config
from formengine.database import Database
from formengine.effects.facts import Facts


class DeliveryFailed(Exception):
    """An effect could not be done. `lasting`: trying again cannot help. The text names no person and no answer."""

    def __init__(self, reason: str, *, lasting: bool = False) -> None:
        super().__init__(reason)
        self.lasting = lasting


@dataclass(frozen=True, slots=True)
class Delivery:
    """One effect of one event for one recipient, claimed until `lease_until` as try number `attempt`."""

    id: str
    submission_id: str
    seq: int
    kind: str
    effect: str
    recipient: str
    message_id: str
    at: datetime
    attempt: int
    lease_until: datetime


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an effect may use when it is done."""

    database: Database
    config: Config
    facts: Facts


@dataclass(frozen=True, slots=True)
class Effect:
    """recipients: the keys that get a delivery each ("" where the effect has one and nobody in particular).

    perform: does it outside any transaction; doing it twice must be harmless or carry the same message id.
    Raises DeliveryFailed.
    """

    name: str
    kinds: frozenset[str]
    recipients: Callable[[Facts, Connection, str, int], Sequence[str]]
    perform: Callable[[Delivery, Surroundings], None]


class Registry:
    """Effects by name and by the kind of event; a name stands once."""

    def __init__(self, *effects: Effect) -> None:
        self._effects: dict[str, Effect] = {}
        for effect in effects:
            self.add(effect)

    def add(self, effect: Effect) -> None:
        if effect.name in self._effects:
            raise ValueError(f"effect {effect.name!r} is registered twice")
        self._effects[effect.name] = effect

    def of(self, kind: str) -> tuple[Effect, ...]:
        """The effects of an event of this kind, in the order they were registered."""
        return tuple(effect for effect in self._effects.values() if kind in effect.kinds)

    def named(self, name: str) -> Effect:
        """Raises KeyError for an effect that this installation does not have."""
        return self._effects[name]
