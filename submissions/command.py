"""What somebody wants to do with a submission."""

from dataclasses import dataclass
from datetime import datetime

from submissions.chain import DocumentRef, FileRef


@dataclass(frozen=True, slots=True)
class Command:
    """An act with what it needs; texts are already kept as documents and named by reference.

    due: the applicant's limit to answer, or the new appointment; paper: place in the log of the paper meant; amount:
    whole đồng; answers: the version of the answers that was looked at.
    """

    act: str
    task: str = ""
    outcome: str = ""
    reason: DocumentRef | None = None
    document: DocumentRef | None = None
    agencies: tuple[str, ...] = ()
    stage: str = ""
    person: str = ""
    fee: str = ""
    amount: int = 0
    receipt: str = ""
    score: int = 0
    answers: int = 0
    paper: int = 0
    files: tuple[FileRef, ...] = ()
    waived: tuple[str, ...] = ()
    due: datetime | None = None
