"""What an agency is shown of a submission: what the `sees` of its steps names, and no more.

A pointer names answers (`/site`, `/document/site`); `/attachments/CODE`, `/papers/NAME` and `/forms/STEP` name an
enclosure, a paper and what officials wrote at a step; without a last part all of their kind.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from submissions.actors import Actor
from submissions.acts import is_applicant

if TYPE_CHECKING:
    from formengine.forms.definition import Definition
    from submissions.submission import Submission

ENCLOSED, ISSUED, WRITTEN = "attachments", "papers", "forms"


@dataclass(frozen=True, slots=True)
class Sight:
    """`pointers`: what is shown, None for everything; `agencies`: whose own work is shown besides."""

    pointers: tuple[str, ...] | None = None
    agencies: frozenset[str] = frozenset()

    @property
    def is_whole(self) -> bool:
        return self.pointers is None

    def answer(self, pointer: str) -> bool:
        """Whether the answer at `pointer` is shown."""
        return self._names(pointer) or self._names(f"/document{pointer}")

    def attachment(self, code: str) -> bool:
        """Whether what is enclosed under `code` is shown; a file that the form itself asks for is an answer."""
        if code.startswith("/"):
            return self.answer(code)
        return self._names(f"/{ENCLOSED}/{code}")

    def paper(self, name: str, issued_by: str) -> bool:
        return issued_by in self.agencies or self._names(f"/{ISSUED}/{name}")

    def written(self, step: str, agency: str) -> bool:
        """Whether what the agency wrote at the step is shown."""
        return agency in self.agencies or self._names(f"/{WRITTEN}/{step}")

    def _names(self, wanted: str) -> bool:
        if self.pointers is None:
            return True
        return any(wanted == given or wanted.startswith(f"{given}/") for given in self.pointers)


EVERYTHING = Sight()


def sight_of(submission: "Submission", actor: Actor) -> Sight:
    """What `actor` is shown: everything for the applicant and for the agencies that receive and decide."""
    if is_applicant(submission, actor) or actor.agencies & {submission.receiving, submission.competent}:
        return EVERYTHING
    shown: set[str] = set()
    for task in submission.tasks.values():
        if task.step.agency in actor.agencies:
            if task.step.sees is None:
                return EVERYTHING
            shown.update(task.step.sees)
    return Sight(tuple(sorted(shown)), actor.agencies)


def shows_subject(definition: "Definition", steps: Iterable[str]) -> bool:
    """Whether an agency that acts at these steps is shown all that lists show of a submission."""
    sees: set[str] = set()
    wanted = set(steps)
    for step in (step for stage in definition.route for step in stage.steps if step.step in wanted):
        if step.sees is None:
            return True
        sees.update(step.sees)
    sight = Sight(tuple(sees))
    return all(sight.answer(pointer) for pointer, _label in definition.form("vi").list_columns())
