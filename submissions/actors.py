"""Who acts: a person in a capacity, or the clock."""

from dataclasses import dataclass
from typing import Literal

Role = Literal["receptionist", "officer", "leader", "administrator"]


@dataclass(frozen=True, slots=True)
class Position:
    """A role held in an agency; `agency` is the agency's id.

    instead_of: the person in whose place it is held, with the id of the delegation that says so; empty for one's own.
    """

    agency: str
    role: str
    instead_of: str = ""
    delegation: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who asks to see or to act.

    kind: "person" (citizens and officials are persons; positions make the difference), "clock" (what time
    does by itself), "system" (set-up, rebuild). `person` is the natural person's id, empty for the others.
    `organisations` are the ids of organisations that the person's mandates let them act for. `kin`: pairs of persons,
    an official – the actor, or in whose place the actor acts – and somebody whose kin they declared themselves to be.
    """

    kind: Literal["person", "clock", "system"]
    person: str = ""
    positions: tuple[Position, ...] = ()
    organisations: tuple[str, ...] = ()
    kin: frozenset[tuple[str, str]] = frozenset()

    @property
    def agencies(self) -> frozenset[str]:
        return frozenset(position.agency for position in self.positions)

    def holds(self, agency: str, role: str) -> bool:
        return any(held.agency == agency and held.role == role for held in self.positions)


CLOCK = Actor("clock")
SYSTEM = Actor("system")
