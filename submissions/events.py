"""What can have happened to a submission on the usual way: one frozen class per kind, nothing personal in any of them.

An event carries codes, ids, pointers and salted digests. Answers, reasons and opinions lie in documents; an event
names them by (kind, version, digest).
"""

from dataclasses import dataclass
from typing import Any

from submissions.chain import DocumentRef, Event, FileRef, kind


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted(Event):
    """Filed: `definition` is the version's id, `number` the submission's, persons and agencies by id.

    `parent`, `parent_task`: the submission and its task that opened this one; empty where an applicant filed it.
    """

    number: str
    procedure: str
    definition: str
    channel: str
    on_behalf: str
    receiving: str
    competent: str
    filer: str
    owner: str = ""
    organisation: str = ""
    filed_by_official: bool = False
    requester_kind: str = "citizen"
    of_filer: str = ""
    document: DocumentRef
    files: tuple[FileRef, ...] = ()
    waived: tuple[str, ...] = ()
    starts: str = "accepted"
    parent: str = ""
    parent_task: str = ""


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class Planned(Event):
    """A plan came into force; `because` is the kind of the event that changed it."""

    case: str
    because: str
    limit: dict[str, Any] | None
    cut_off: str
    stages: list[dict[str, Any]]
    resume: str = "shift"
    no_answer: str = ""
    warn: dict[str, Any] | None = None


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class TaskOpened(Event):
    """`due`: its deadline, counted from `since` with the calendar edition `calendar`; `warn`: when it is nearly due."""

    task: str
    key: str
    due: str = ""
    since: str = ""
    warn: str = ""
    calendar: str = ""


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDropped(Event):
    """No longer needed: the join was fulfilled without it, the route went back, or handling ended."""

    task: str
    because: str


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class TaskMoved(Event):
    """The task's own deadline moved with a pause of the clock."""

    task: str
    due: str
    warn: str = ""


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed(Event):
    task: str
    person: str


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class Released(Event):
    task: str


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted(Event):
    """Taken as complete and valid; `due` is the appointment's instant, empty where there is none.

    calendar: the edition that it was counted with and will be, whatever becomes of the register; notes: reasons that
    were kept before the ledger could tell them.
    """

    task: str
    due: str
    notes: tuple[tuple[str, str, str], ...] = ()
    document: DocumentRef | None = None
    calendar: str = ""


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class ClockStarted(Event):
    """The legal clock started without an acceptance (procedures counted from filing)."""

    due: str
    notes: tuple[tuple[str, str, str], ...] = ()
    calendar: str = ""


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class CountedAnew(Event):
    """A supplement came and the procedure counts anew: back to the first step, the clock starts when it does."""


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class Warned(Event):
    """The head of the step's agency is told by the clock. about: nearly_due, overdue.

    opens: the task in the head's queue, empty where none is raised; letter: whether it is also mailed.
    """

    task: str
    about: str
    opens: str = ""
    letter: bool = False


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class Attended(Event):
    """The head of the agency has seen to what the clock had warned of."""

    task: str


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedToAccept(Event):
    task: str
    reason: DocumentRef


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementRequested(Event):
    """Asked to mend or add; stops the clock. `due` is the applicant's own limit."""

    task: str
    phase: str
    reason: DocumentRef
    due: str = ""


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class Supplemented(Event):
    """Answered: the new version of the answers and the files now enclosed; `due` as moved by the pause."""

    document: DocumentRef
    files: tuple[FileRef, ...]
    waived: tuple[str, ...] = ()
    due: str = ""


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class AgenciesChosen(Event):
    task: str
    agencies: tuple[str, ...]
    document: DocumentRef | None = None


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class Opined(Event):
    """opinion: agree, disagree, conditions."""

    task: str
    opinion: str
    document: DocumentRef | None = None
    reason: DocumentRef | None = None


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed(Event):
    """proposal: approve, refuse."""

    task: str
    proposal: str
    document: DocumentRef | None = None
    reason: DocumentRef | None = None


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class Decided(Event):
    """outcome: approve, refuse; made on the version of the answers that `answers` names."""

    task: str
    outcome: str
    answers: int
    document: DocumentRef | None = None
    reason: DocumentRef | None = None


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class PaperIssued(Event):
    """A paper's number, date and signer are facts; its bytes follow from this event and the template.

    `due`: the appointment that the paper names; `expected` where it counts from an acceptance still to come.
    """

    paper: str
    title: str
    template: str
    number: str
    on: str
    signer: str = ""
    signer_agency: str = ""
    due: str = ""
    expected: bool = False
    form_number: str = ""


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class DraftConfirmed(Event):
    task: str
    confirmed: bool
    document: DocumentRef | None = None


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class SentBack(Event):
    task: str
    stage: str
    reason: DocumentRef


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class Silenced(Event):
    """Nobody acted in time and the procedure says what that means.

    meaning: agree, continue, refuse (they close the task) or escalate (it passes to the agency's leader).
    """

    task: str
    meaning: str


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class ClockResumed(Event):
    """Nothing holds the clock any more; `due` is the submission's moved due instant."""

    task: str
    due: str


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class FeeRecorded(Event):
    """Money received: amount in whole đồng, `method` cash, transfer or card, `receipt` the receipt's number."""

    fee: str
    amount: int
    method: str
    receipt: str = ""


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered(Event):
    """Handed over: `manner` online, counter or post."""

    task: str
    manner: str
    document: DocumentRef | None = None


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn(Event):
    reason: DocumentRef | None = None


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class Rated(Event):
    task: str
    score: int
    document: DocumentRef | None = None


@kind
@dataclass(frozen=True, slots=True, kw_only=True)
class Concluded(Event):
    """outcome: approve, refuse, not_accepted, withdrawn, stopped."""

    outcome: str
