"""Acting on a submission: a command becomes events, or is refused; then the plan moves on (`submissions.progress`)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from submissions import events as e
from submissions.acts import ACTS, demand
from submissions.progress import Progress
from submissions.refusal import Refused
from submissions.submission import Task
from submissions.timing import text_of


@dataclass(frozen=True, slots=True)
class Command:
    """What somebody wants to do; texts are already kept as documents and named by reference."""

    act: str
    task: str = ""
    outcome: str = ""
    reason: e.DocumentRef | None = None
    document: e.DocumentRef | None = None
    agencies: tuple[str, ...] = ()
    stage: str = ""
    fee: str = ""
    amount: int = 0
    receipt: str = ""
    score: int = 0
    answers: int = 0
    files: tuple[e.FileRef, ...] = ()
    waived: tuple[str, ...] = ()
    due: datetime | None = None


class Acting(Progress):
    """Filing, or one command: once, on the submission as it stands."""

    def file(self, submitted: e.Submitted) -> list[e.Recorded]:
        """The first events of a submission: filed, planned, its first tasks, its acknowledgement."""
        self.add(submitted)
        self.replan("Submitted")
        if submitted.starts == "filed":
            self.start_clock()
        self.progress()
        self.issue("receipt", submitted.receiving, signer="")
        return self.log

    def perform(self, command: Command) -> list[e.Recorded]:
        """The events of `command`; raises Refused and leaves nothing behind when it is not possible now."""
        task = self._task(command.task)
        act = demand(self.submission, self.actor, command.act, task)
        if act.outcomes and command.outcome not in act.outcomes:
            raise Refused("outcome_unknown")
        if command.reason is None and ("reason" in act.needs or command.outcome in act.reason_for):
            raise Refused("reason_missing")
        _ACTS[command.act](self, command, task)
        self.resume_clock()
        return self.log

    def _task(self, task_id: str) -> Task | None:
        if not task_id:
            return None
        task = self.submission.tasks.get(task_id)
        if task is None:
            raise Refused("not_now")
        return task


def _accept(self: Acting, command: Command, task: Task) -> None:
    due, calendar = "", ""
    if self.submission.clock_started_at is None:
        self.replan("Accepted")  # the rules of the day on which it is accepted
        due, calendar = self.started()
    self.add(e.Accepted(task=task.id, due=due, calendar=calendar, document=command.document))
    self.issue("receipt", task.step.agency)
    self.go_on("Accepted")


def _refuse_to_accept(self: Acting, command: Command, task: Task) -> None:
    assert command.reason is not None
    self.add(e.RefusedToAccept(task=task.id, reason=command.reason))
    self.issue("refusal", task.step.agency)
    self.drop(None, "refused")
    self.add(e.Concluded(outcome="not_accepted"))


def _request_supplement(self: Acting, command: Command, task: Task) -> None:
    assert command.reason is not None
    submission = self.submission
    asked = sum(request.phase == submission.phase for request in submission.supplements)
    if asked >= (allowed := self.office.supplements_allowed(submission)):
        raise Refused("too_many_supplements", allowed=allowed)
    self.add(
        e.SupplementRequested(task=task.id, phase=submission.phase, reason=command.reason, due=text_of(command.due))
    )
    self.issue("supplement_request", submission.receiving)


def _supplement(self: Acting, command: Command, task: Task | None) -> None:
    assert command.document is not None
    anew = self.submission.resume == "anew" and self.submission.clock_started_at is not None
    moves = self.submission.held == ("supplement",) and not anew
    self.add(
        e.Supplemented(
            document=command.document,
            files=command.files,
            waived=command.waived,
            due=text_of(self.moved_due() if moves else self.submission.due),
        )
    )
    self.resume_clock()
    if anew:
        self.drop(None, "anew")
        self.count_anew()
    self.go_on("Supplemented")


def _claim(self: Acting, command: Command, task: Task) -> None:
    self.add(e.Claimed(task=task.id, person=self.actor.person))


def _release(self: Acting, command: Command, task: Task) -> None:
    self.add(e.Released(task=task.id))


def _opine(self: Acting, command: Command, task: Task) -> None:
    self.add(e.Opined(task=task.id, opinion=command.outcome, document=command.document, reason=command.reason))
    self.go_on("Opined")


def _choose_agencies(self: Acting, command: Command, task: Task) -> None:
    chosen = tuple(dict.fromkeys(command.agencies))
    if len(chosen) < task.step.least:
        raise Refused("too_few_agencies", least=task.step.least)
    if task.step.most and len(chosen) > task.step.most:
        raise Refused("too_many_agencies", most=task.step.most)
    self.add(e.AgenciesChosen(task=task.id, agencies=chosen, document=command.document))
    self.go_on("AgenciesChosen")


def _propose(self: Acting, command: Command, task: Task) -> None:
    self.add(e.Proposed(task=task.id, proposal=command.outcome, document=command.document, reason=command.reason))
    self.go_on("Proposed")


def _decide(self: Acting, command: Command, task: Task) -> None:
    current = self.submission.answers
    if current is not None and command.answers != current.version:
        raise Refused("document_changed", version=current.version)
    self.add(
        e.Decided(
            task=task.id,
            outcome=command.outcome,
            answers=command.answers,
            document=command.document,
            reason=command.reason,
        )
    )
    if paper := task.step.signs.get(command.outcome):
        self.issue(paper, task.step.agency)
    self.go_on("Decided")


def _send_back(self: Acting, command: Command, task: Task) -> None:
    assert command.reason is not None
    names = [stage.stage for stage in self.submission.plan.stages]
    been = {each.stage for each in self.submission.tasks.values()}
    earlier = names[: names.index(task.stage)] if task.stage in names else []
    if command.stage not in been or command.stage not in earlier:
        raise Refused("unknown_stage")
    self.add(e.SentBack(task=task.id, stage=command.stage, reason=command.reason))
    self.drop(None, "sent_back")
    self.go_on("SentBack")


def _record_payment(self: Acting, command: Command, task: Task | None) -> None:
    if command.fee in self.submission.fees:
        raise Refused("already_recorded")
    self.add(
        e.FeeRecorded(fee=command.fee, amount=command.amount, method=command.outcome or "cash", receipt=command.receipt)
    )


def _deliver(self: Acting, command: Command, task: Task) -> None:
    self.add(e.Delivered(task=task.id, manner=command.outcome, document=command.document))
    self.go_on("Delivered")


def _confirm_draft(self: Acting, command: Command, task: Task) -> None:
    confirmed = command.outcome == "confirmed"
    self.add(e.DraftConfirmed(task=task.id, confirmed=confirmed, document=command.reason))
    self.go_on("DraftConfirmed")


def _rate(self: Acting, command: Command, task: Task) -> None:
    if not 1 <= command.score <= 5:
        raise Refused("outcome_unknown")
    self.add(e.Rated(task=task.id, score=command.score, document=command.document))
    self.go_on("Rated")


def _withdraw(self: Acting, command: Command, task: Task | None) -> None:
    self.add(e.Withdrawn(reason=command.reason))
    self.drop(None, "withdrawn")
    self.add(e.Concluded(outcome="withdrawn"))


def _attend(self: Acting, command: Command, task: Task) -> None:
    self.add(e.Attended(task=task.id))


_ACTS: dict[str, Callable[..., None]] = {
    "accept": _accept,
    "refuse_to_accept": _refuse_to_accept,
    "request_supplement": _request_supplement,
    "supplement": _supplement,
    "claim": _claim,
    "release": _release,
    "opine": _opine,
    "choose_agencies": _choose_agencies,
    "propose": _propose,
    "decide": _decide,
    "send_back": _send_back,
    "record_payment": _record_payment,
    "deliver_result": _deliver,
    "confirm_draft": _confirm_draft,
    "rate": _rate,
    "withdraw": _withdraw,
    "attend": _attend,
}

if missing := set(ACTS) ^ set(_ACTS):
    raise TypeError(f"acts in one table only: {sorted(missing)}")
