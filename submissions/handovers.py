"""What can happen beside the usual way: tasks change hands, the clock is held, money is asked for, acts are undone.

As in `submissions.events`: one frozen class per kind, nothing personal in any of them.
"""

from dataclasses import dataclass

from submissions.chain import DocumentRef, Event, kind


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned(Event):
    """The head of the agency gave the task to `person`."""

    task: str
    person: str
    reason: DocumentRef | None = None


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class ActedFor(Event):
    """The next act is done in the place of `person`, by the authority that `delegation` (its id) gives."""

    person: str
    delegation: str


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class Recused(Event):
    """Whoever did this declared that they are kin or otherwise not free to judge; they act here no more."""

    task: str
    reason: DocumentRef


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class Transferred(Event):
    """Not competent: it passes to `agency`, whose desk is `receiving`, and is handled there from the start."""

    task: str
    agency: str
    receiving: str
    reason: DocumentRef


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class AgencySucceeded(Event):
    """The agency `ended` is no more, or an administrator gave its work away, with the reason; `successor` has its tasks
    and its place in the submission.
    """

    ended: str
    successor: str
    reason: DocumentRef | None = None


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementDrafted(Event):
    """A request for supplement waits for the head of the agency; `due` is the applicant's own limit."""

    task: str
    reason: DocumentRef
    due: str = ""


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementDeclined(Event):
    """The head of the agency does not let the request go out."""

    task: str
    reason: DocumentRef


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class Suspended(Event):
    """The clock stands until `Resumed`. cause: financial_duty, authority, other; `agency`: whose turn it is."""

    cause: str
    reason: DocumentRef
    agency: str = ""


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed(Event):
    """What the clock waited for has come."""


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class Extended(Event):
    """The appointment moves from `before` to `due`, with an apology that names the reason."""

    before: str
    due: str
    reason: DocumentRef


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped(Event):
    """Handling ends without a decision. cause: official, no_answer, parent (the submission that it was part of)."""

    cause: str
    reason: DocumentRef | None = None


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class FeeSet(Event):
    """What is due for `fee` in this submission, in whole đồng; 0 where nothing is."""

    fee: str
    amount: int
    reason: DocumentRef


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class FeeDemanded(Event):
    """The applicant is asked to pay; `task` is the step of the route that waits for it, empty where an official asked.

    `due` is the applicant's own limit.
    """

    fee: str
    amount: int
    due: str = ""
    task: str = ""


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class Paid(Event):
    """All that the step waited for has been paid, or nothing was due."""

    task: str


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class Signed(Event):
    """The decision's paper was signed."""

    task: str
    document: DocumentRef | None = None


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class ResultCorrected(Event):
    """The paper issued by the event at place `paper` is corrected; what was wrong and what is right is the reason."""

    paper: int
    reason: DocumentRef


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOut(Event):
    """The paper issued by the event at place `paper` left the house before the minute of undoing was over."""

    paper: int


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class ChildOpened(Event):
    """A step opened a submission of another procedure: its id and number, and the agency that decides on it."""

    task: str
    submission: str
    number: str
    procedure: str
    agency: str


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class ChildEnded(Event):
    """The submission that the step opened came to its end: approve, refuse, not_accepted, returned, stopped …"""

    task: str
    submission: str
    outcome: str


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class WentOnWithout(Event):
    """Handling goes on without the submission that the step had opened."""

    task: str
    reason: DocumentRef


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class Returned(Event):
    """Sent back to the agency that had opened it, which has to mend something first."""

    task: str
    reason: DocumentRef


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class Undone(Event):
    """What was recorded from place `first` on is taken back by the one who did it; nobody had acted on it."""

    first: int
