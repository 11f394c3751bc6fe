"""A submission from its log: each link is taken in by the fold of its kind."""

from collections.abc import Iterable
from dataclasses import fields

from submissions import handovers as h
from submissions.chain import KINDS, Recorded
from submissions.folds import USUAL, Folds
from submissions.folds_beside import BESIDE
from submissions.submission import Submission


def fold(log: Iterable[Recorded]) -> Submission:
    """The submission that `log` tells of."""
    submission = Submission()
    for entry in log:
        apply(submission, entry)
    return submission


def apply(submission: Submission, entry: Recorded) -> None:
    """Take in the next link of the log."""
    FOLDS[type(entry.event)](submission, entry.event, entry)
    submission.seq, submission.head = entry.seq, entry.hash
    submission.history.append(entry)
    if submission.held and submission.paused_since is None:
        submission.paused_since = entry.at
    submission.ledger.turn(submission, entry.at, type(entry.event).__name__)


def _undone(self: Submission, event: h.Undone, entry: Recorded) -> None:
    """As if what is taken back had not been: folded anew from what is left of the log."""
    before = fold(kept for kept in self.history if kept.seq < event.first)
    for item in fields(self):
        setattr(self, item.name, getattr(before, item.name))


FOLDS = Folds({**USUAL, **BESIDE, h.Undone: _undone})

if missing := set(KINDS.values()) - set(FOLDS):
    raise TypeError(f"events that no fold knows: {sorted(cls.__name__ for cls in missing)}")
