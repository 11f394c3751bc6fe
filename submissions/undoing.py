"""Taking back: what was done last, whether it may still be taken back, and what stands whatever becomes of it.

The applicant's side is shown only what stands: a decision that is taken back within its minute has never left the
house.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from submissions import events as e
from submissions import handovers as h
from submissions.actors import Actor
from submissions.acts import ACTS, Act, demand
from submissions.capacities import follows, is_applicant
from submissions.chain import Recorded
from submissions.folding import fold
from submissions.refusal import Refused
from submissions.submission import Submission, Task

UNDO_FOR = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class LastAct:
    """The act that the log ends with: the place of its first event, its row, who did it and when."""

    first: int
    act: Act
    person: str
    at: datetime


def last_act(submission: Submission) -> LastAct | None:
    """What somebody did last, None where time or another agency's submission has moved things since."""
    return last_act_of(submission.history)


def last_act_of(entries: Sequence[Recorded]) -> LastAct | None:
    """The act that these links end with; None where they do not end with somebody's act."""
    place = len(entries) - 1
    while place > 0 and follows(entries[place].event):
        place -= 1
    if place < 0:
        return None
    begun = entries[place]
    act = next((act for act in ACTS.values() if isinstance(begun.event, act.records)), None)
    if act is None or begun.actor != "person":
        return None
    if place and isinstance(entries[place - 1].event, h.ActedFor):
        begun = entries[place - 1]
    return LastAct(begun.seq, act, begun.person, begun.at)


def bar_to_undo(submission: Submission, last: LastAct, at: datetime) -> str:
    """Why the act that the log ends with may not be taken back at `at`: a code of REASONS; empty where it may."""
    if not last.act.undo or _moved_others(submission, last):
        return "not_undoable"
    # Servers' clocks differ by seconds; one that was set back further does not open what was closed.
    return "too_late_to_undo" if abs(at - last.at) >= UNDO_FOR else ""


def _moved_others(submission: Submission, last: LastAct) -> bool:
    """Whether another submission moved with it: one that it opened, or the one that waited for this one's end."""
    told = [entry.event for entry in submission.history if entry.seq >= last.first]
    ended = any(isinstance(event, e.Concluded) for event in told) and bool(submission.facts.parent)
    return ended or any(isinstance(event, h.ChildOpened) for event in told)


def pending(submission: Submission, at: datetime) -> LastAct | None:
    """The act that its doer may still take back at `at`; None where everything stands."""
    last = last_act(submission)
    return last if last is not None and not bar_to_undo(submission, last, at) else None


def settled(submission: Submission, at: datetime) -> Submission:
    """The submission without an act that may still be taken back: itself where there is none."""
    last = pending(submission, at)
    return submission if last is None else fold(entry for entry in submission.history if entry.seq < last.first)


def demand_as_seen(submission: Submission, actor: Actor, name: str, task: Task | None, at: datetime) -> Act:
    """As `demand`; who stands on the applicant's side learns nothing of an act that may still be taken back.

    What they do must be possible on what they are shown, and on the submission as it is; where only the latter forbids
    it, they are asked to try again.
    """
    seen = settled(submission, at) if is_applicant(submission, actor) else submission
    if seen is submission:
        return demand(submission, actor, name, task)
    demand(seen, actor, name, seen.tasks.get(task.id) if task is not None else None)
    try:
        return demand(submission, actor, name, task)
    except Refused as refused:
        raise Refused("being_handled") from refused
