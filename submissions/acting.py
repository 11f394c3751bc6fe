"""Acting on a submission: a command becomes events, or is refused; then the plan moves on by itself.

Pure: what needs a definition, a register or a counter is asked of the `Office` that the caller brings.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Protocol

from submissions import events as e
from submissions.actors import Actor
from submissions.acts import ACTS, demand
from submissions.clock import Due, Limit
from submissions.plan import Plan, PlannedStage, PlannedStep, plan_to_json
from submissions.refusal import Refused
from submissions.submission import Submission, Task


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the definition says of the submission as it now stands."""

    case: str
    plan: Plan
    limit: Limit | None
    cut_off: time | None


class Office(Protocol):
    """What acting needs from the house around it."""

    def ruling(self, submission: Submission) -> Ruling: ...

    def due(self, limit: Limit, start: datetime, agency: str, cut_off: time | None) -> Due: ...

    def shifted(self, due: datetime, limit: Limit, since: datetime, until: datetime, agency: str) -> datetime: ...

    def paper(self, submission: Submission, paper: str, agency: str, signer: str, at: datetime) -> e.PaperIssued: ...

    def supplements_allowed(self, submission: Submission) -> int: ...


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


class Acting:
    """One unit of work on one submission: collects the events that follow from a command."""

    def __init__(self, submission: Submission, actor: Actor, at: datetime, office: Office) -> None:
        self.submission = submission
        self.actor = actor
        self.at = at
        self.office = office
        self.log: list[e.Recorded] = []

    def add(self, event: e.Event) -> None:
        entry = e.record(event, self.submission.seq + 1, self.at, self.actor, self.submission.head)
        self.submission.apply(entry)
        self.log.append(entry)

    def file(self, submitted: e.Submitted) -> list[e.Recorded]:
        """The first events of a submission: filed, planned, its first tasks, its acknowledgement."""
        self.add(submitted)
        self.replan("Submitted")
        if submitted.starts == "filed":
            self._start_clock()
        self.progress()
        self._issue("receipt", submitted.receiving, signer="")
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
        self._resume_clock()
        return self.log

    def silence(self, task_id: str) -> list[e.Recorded]:
        """Time ran out on a task whose step says what silence means; nothing when somebody acted meanwhile."""
        task = self.submission.tasks[task_id]
        if not task.is_open or not task.step.on_silence or self.submission.waits_for_supplement:
            return []
        if task.due is None or task.due >= self.at:
            return []
        self.add(e.Silenced(task=task.id, meaning=task.step.on_silence))
        self._go_on("Silenced")
        self._resume_clock()
        return self.log

    def replan(self, because: str) -> None:
        """Ask for the plan anew and record it where it changed."""
        ruling = self.office.ruling(self.submission)
        ruling = replace(ruling, plan=_with_place(ruling.plan, self.submission))
        known = (self.submission.case, self.submission.plan, self.submission.limit, self.submission.cut_off)
        if (ruling.case, ruling.plan, ruling.limit, ruling.cut_off) == known:
            return
        limit = ruling.limit and {
            "amount": ruling.limit.amount,
            "unit": ruling.limit.unit,
            "counted_from": ruling.limit.counted_from,
        }
        cut_off = ruling.cut_off.isoformat("minutes") if ruling.cut_off else ""
        stages = plan_to_json(ruling.plan)
        self.add(e.Planned(case=ruling.case, because=because, limit=limit or None, cut_off=cut_off, stages=stages))

    def progress(self) -> None:
        """Open what can be opened, until the plan waits for somebody or is over."""
        while not self.submission.waits_for_supplement and self.submission.outcome not in STOPPED:
            stage = self.submission.plan.stage(self.submission.stage)
            if stage is not None and not self._fulfilled(stage):
                self._drop_replanned(stage)
                self._open(stage)
                return
            if stage is not None:
                self._drop(stage, "join")
            if self.submission.delivered_at and not self.submission.is_concluded:
                self.add(e.Concluded(outcome=self.submission.decided or "approve"))
            following = self._following()
            if following is None:
                if not self.submission.is_concluded:
                    self.add(e.Concluded(outcome=self.submission.decided or "approve"))
                return
            self._open(following)

    def _following(self) -> PlannedStage | None:
        stage = self.submission.plan.after(self.submission.stage)
        if self.submission.decided != "refuse" or self.submission.delivered_at:
            return stage
        while stage is not None and not any(step.act == "deliver_result" for step in stage.steps):
            stage = self.submission.plan.after(stage.stage)
        return stage

    def _fulfilled(self, stage: PlannedStage) -> bool:
        if self.submission.decided == "refuse" and any(step.act == "decide" for step in stage.steps):
            return True
        tasks = [self.submission.task_now(step.key) for step in stage.steps]
        return sum(task is not None and task.state == "done" for task in tasks) >= stage.needed()

    def _open(self, stage: PlannedStage) -> None:
        for step in stage.steps:
            task = self.submission.task_now(step.key) if self.submission.stage == stage.stage else None
            if task is None or task.state == "dropped":
                self._open_task(step)

    def _drop_replanned(self, stage: PlannedStage) -> None:
        """Take back tasks of steps that the plan no longer holds, as after a supplement that changed the case."""
        keys = {step.key for step in stage.steps}
        for task in self.submission.open_tasks():
            if task.stage == stage.stage and task.key not in keys:
                self.add(e.TaskDropped(task=task.id, because="replanned"))

    def _open_task(self, step: PlannedStep) -> None:
        turn = self.submission.rounds.get(step.key, 0) + 1
        due = self._task_due(step)
        self.add(e.TaskOpened(task=f"{step.key}~{turn}", key=step.key, due=_text(due)))

    def _task_due(self, step: PlannedStep) -> datetime | None:
        if step.limit is None:
            return None
        start = self._counted_from(step.limit.counted_from)
        agency = step.agency or self.submission.facts.receiving
        return self.office.due(step.limit, start, agency, None).at

    def _counted_from(self, origin: str) -> datetime:
        submission = self.submission
        if origin == "opened":
            return self.at
        if origin == "filed":
            return submission.filed_at or self.at
        if origin == "accepted":
            return submission.clock_started_at or self.at
        closed = [task.closed_at for task in submission.done_steps() if task.step.step == origin and task.closed_at]
        return max(closed, default=self.at)

    def _drop(self, stage: PlannedStage | None, because: str) -> None:
        for task in self.submission.open_tasks():
            if stage is None or task.stage == stage.stage:
                self.add(e.TaskDropped(task=task.id, because=because))

    def _task(self, task_id: str) -> Task | None:
        if not task_id:
            return None
        task = self.submission.tasks.get(task_id)
        if task is None:
            raise Refused("not_now")
        return task

    def _start_clock(self) -> None:
        due = self._submission_due()
        self.add(e.ClockStarted(due=_text(due.at if due else None), notes=_notes(due)))

    def _submission_due(self) -> Due | None:
        if self.submission.limit is None:
            return None
        agency = self.submission.facts.competent or self.submission.facts.receiving
        return self.office.due(self.submission.limit, self.at, agency, self.submission.cut_off)

    def _resume_clock(self) -> None:
        """Start the clock again when no task that stops it is open any more, however the last one ended."""
        submission = self.submission
        if submission.paused_since is None or submission.is_concluded or submission.waits_for_supplement:
            return
        if not any(task.step.pauses_clock for task in submission.open_tasks()):
            held = [task for task in submission.tasks.values() if task.step.pauses_clock and task.closed_at]
            last = max(held, key=lambda task: task.opened_seq, default=None)
            self.add(e.ClockResumed(task=last.id if last else "", due=_text(self._moved_due())))

    def _move_tasks(self, since: datetime) -> None:
        """Shift the deadlines of open tasks by a pause that began at `since` and ends now."""
        for task in self.submission.open_tasks():
            if task.due is not None and task.step.limit is not None and task.opened_at <= since:
                agency = task.step.agency or self.submission.facts.receiving
                moved = self.office.shifted(task.due, task.step.limit, since, self.at, agency)
                self.add(e.TaskMoved(task=task.id, due=_text(moved)))

    def _moved_due(self) -> datetime | None:
        submission = self.submission
        if submission.due is None or submission.limit is None or submission.paused_since is None:
            return submission.due
        agency = submission.facts.competent or submission.facts.receiving
        return self.office.shifted(submission.due, submission.limit, submission.paused_since, self.at, agency)

    def _issue(self, paper: str, agency: str, signer: str | None = None) -> None:
        by = self.actor.person if signer is None else signer
        self.add(self.office.paper(self.submission, paper, agency, by, self.at))

    def _go_on(self, because: str) -> None:
        self.replan(because)
        self.progress()


STOPPED = ("not_accepted", "withdrawn", "stopped")


def _with_place(plan: Plan, submission: Submission) -> Plan:
    """`plan` with the present stage kept as an empty one where its condition ceased to hold: handling goes on after it.

    Without it nobody could tell which stage comes next.
    """
    here, names = submission.stage, {stage.stage for stage in plan.stages}
    if not here or here in names:
        return plan
    known = [stage.stage for stage in submission.plan.stages]
    before = known[: known.index(here)] if here in known else []
    place = max((i + 1 for i, stage in enumerate(plan.stages) if stage.stage in before), default=0)
    return Plan((*plan.stages[:place], PlannedStage(here, ()), *plan.stages[place:]))


def _text(at: datetime | None) -> str:
    return at.isoformat(timespec="seconds") if at else ""


def _notes(due: Due | None) -> tuple[tuple[str, str, str], ...]:
    return tuple((note.code, note.day.isoformat(), note.text) for note in due.notes) if due else ()


def _accept(self: Acting, command: Command, task: Task) -> None:
    due = None if self.submission.clock_started_at else self._submission_due()
    self.add(e.Accepted(task=task.id, due=_text(due.at if due else None), notes=_notes(due), document=command.document))
    self._issue("receipt", task.step.agency)
    self._go_on("Accepted")


def _refuse_to_accept(self: Acting, command: Command, task: Task) -> None:
    assert command.reason is not None
    self.add(e.RefusedToAccept(task=task.id, reason=command.reason))
    self._issue("refusal", task.step.agency)
    self._drop(None, "refused")
    self.add(e.Concluded(outcome="not_accepted"))


def _request_supplement(self: Acting, command: Command, task: Task) -> None:
    assert command.reason is not None
    submission = self.submission
    asked = sum(request.phase == submission.phase for request in submission.supplements)
    if asked >= (allowed := self.office.supplements_allowed(submission)):
        raise Refused("too_many_supplements", allowed=allowed)
    self.add(e.SupplementRequested(task=task.id, phase=submission.phase, reason=command.reason, due=_text(command.due)))
    self._issue("supplement_request", submission.facts.receiving)


def _supplement(self: Acting, command: Command, task: Task | None) -> None:
    assert command.document is not None
    due, asked = self._moved_due(), self.submission.supplements[-1].at
    self.add(e.Supplemented(document=command.document, files=command.files, waived=command.waived, due=_text(due)))
    self._move_tasks(asked)
    self._go_on("Supplemented")


def _claim(self: Acting, command: Command, task: Task) -> None:
    self.add(e.Claimed(task=task.id, person=self.actor.person))


def _release(self: Acting, command: Command, task: Task) -> None:
    self.add(e.Released(task=task.id))


def _opine(self: Acting, command: Command, task: Task) -> None:
    self.add(e.Opined(task=task.id, opinion=command.outcome, document=command.document, reason=command.reason))
    self._go_on("Opined")


def _choose_agencies(self: Acting, command: Command, task: Task) -> None:
    chosen = tuple(dict.fromkeys(command.agencies))
    if len(chosen) < task.step.least:
        raise Refused("too_few_agencies", least=task.step.least)
    if task.step.most and len(chosen) > task.step.most:
        raise Refused("too_many_agencies", most=task.step.most)
    self.add(e.AgenciesChosen(task=task.id, agencies=chosen, document=command.document))
    self._go_on("AgenciesChosen")


def _propose(self: Acting, command: Command, task: Task) -> None:
    self.add(e.Proposed(task=task.id, proposal=command.outcome, document=command.document, reason=command.reason))
    self._go_on("Proposed")


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
        self._issue(paper, task.step.agency)
    self._go_on("Decided")


def _send_back(self: Acting, command: Command, task: Task) -> None:
    assert command.reason is not None
    names = [stage.stage for stage in self.submission.plan.stages]
    been = {each.stage for each in self.submission.tasks.values()}
    earlier = names[: names.index(task.stage)] if task.stage in names else []
    if command.stage not in been or command.stage not in earlier:
        raise Refused("unknown_stage")
    self.add(e.SentBack(task=task.id, stage=command.stage, reason=command.reason))
    self._drop(None, "sent_back")
    self._go_on("SentBack")


def _record_payment(self: Acting, command: Command, task: Task | None) -> None:
    if command.fee in self.submission.fees:
        raise Refused("already_recorded")
    self.add(
        e.FeeRecorded(fee=command.fee, amount=command.amount, method=command.outcome or "cash", receipt=command.receipt)
    )


def _deliver(self: Acting, command: Command, task: Task) -> None:
    self.add(e.Delivered(task=task.id, manner=command.outcome, document=command.document))
    self._go_on("Delivered")


def _confirm_draft(self: Acting, command: Command, task: Task) -> None:
    confirmed = command.outcome == "confirmed"
    self.add(e.DraftConfirmed(task=task.id, confirmed=confirmed, document=command.reason))
    self._go_on("DraftConfirmed")


def _rate(self: Acting, command: Command, task: Task) -> None:
    if not 1 <= command.score <= 5:
        raise Refused("outcome_unknown")
    self.add(e.Rated(task=task.id, score=command.score, document=command.document))
    self._go_on("Rated")


def _withdraw(self: Acting, command: Command, task: Task | None) -> None:
    self.add(e.Withdrawn(reason=command.reason))
    self._drop(None, "withdrawn")
    self.add(e.Concluded(outcome="withdrawn"))


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
}

if missing := set(ACTS) ^ set(_ACTS):
    raise TypeError(f"acts in one table only: {sorted(missing)}")
