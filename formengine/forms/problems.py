"""What is wrong with a definition or with answers, and where."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: `pointer` is a JSON Pointer, `keyword` the broken rule's name, `message` says what to do."""

    pointer: str
    keyword: str
    message: str


class DefinitionError(Exception):
    """A definition or a schema that is refused; `problems` names every reason that was found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(f"{problem.pointer or '/'}: {problem.message}" for problem in self.problems))


class Untypeable(ValueError):
    """A document holds a value that no browser can send back unchanged; `pointer` says which."""

    def __init__(self, pointer: str, reason: str) -> None:
        self.pointer = pointer
        super().__init__(f"{pointer or '#'}: {reason}")
