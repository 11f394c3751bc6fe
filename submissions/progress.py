"""How a submission moves on by itself: the plan asked for anew, stages opened and closed, the clock held and started.

Pure: what needs a definition, a register or a counter is asked of the `Office` that the caller brings.
"""

from dataclasses import asdict, dataclass, replace
from datetime import datetime, time
from typing import Protocol

from submissions import events as e
from submissions import handovers as h
from submissions.chain import Event
from submissions.clock import Limit, Resume
from submissions.plan import Plan, PlannedStage, PlannedStep, WarnRule, plan_to_json
from submissions.refusal import Refused
from submissions.submission import Submission, Task
from submissions.timing import Calendars, Timing, text_of


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the definition says of the submission as it now stands.

    resume: how the clock goes on after a supplement; no_answer: "stop" where an unanswered one ends the handling;
    warn: who is told that a task is nearly due or overdue.
    """

    case: str
    plan: Plan
    limit: Limit | None
    cut_off: time | None
    resume: Resume = "shift"
    no_answer: str = ""
    warn: WarnRule | None = None


class Office(Calendars, Protocol):
    """What acting needs from the house around it."""

    def ruling(self, submission: Submission) -> Ruling: ...

    def paper(self, submission: Submission, paper: str, agency: str, signer: str, at: datetime) -> e.PaperIssued: ...

    def supplements_allowed(self, submission: Submission) -> int: ...

    def supplement_needs_head(self, submission: Submission) -> bool: ...

    def extensions_allowed(self, submission: Submission) -> int: ...

    def repeats_allowed(self, submission: Submission) -> int: ...

    def holds(self, person: str, agency: str, role: str) -> bool: ...

    def kin_of(self, person: str) -> frozenset[str]: ...

    def desk_of(self, agency: str) -> str: ...

    def charges(self, submission: Submission) -> list[tuple[str, int]]: ...

    def open_child(self, submission: Submission, step: PlannedStep, task: str, at: datetime) -> h.ChildOpened: ...


class Progress(Timing):
    """One unit of work on one submission: collects events, and those that follow from them by themselves."""

    office: Office

    def demand_repeat(self, kind: type[Event]) -> None:
        """Refuse a detour taken as often as the procedure allows, so that nothing goes round for ever."""
        taken = sum(isinstance(entry.event, kind) for entry in self.submission.history)
        if taken >= (allowed := self.office.repeats_allowed(self.submission)):
            raise Refused("too_many_repeats", allowed=allowed)

    def replan(self, because: str) -> None:
        """Ask for the plan anew and record it where it changed."""
        ruling = self.office.ruling(self.submission)
        ruling = replace(ruling, plan=_with_place(ruling.plan, self.submission))
        if ruling == _ruling_of(self.submission):
            return
        self.add(
            e.Planned(
                case=ruling.case,
                because=because,
                limit=asdict(ruling.limit) if ruling.limit else None,
                cut_off=ruling.cut_off.isoformat("minutes") if ruling.cut_off else "",
                stages=plan_to_json(ruling.plan),
                resume=ruling.resume,
                no_answer=ruling.no_answer,
                warn=asdict(ruling.warn) if ruling.warn else None,
            )
        )

    def progress(self) -> None:
        """Open what can be opened, until the plan waits for somebody or is over."""
        while not self.submission.waits and self.submission.outcome not in STOPPED:
            stage = self.submission.plan.stage(self.submission.stage)
            if stage is not None and not self._fulfilled(stage):
                self._drop_replanned(stage)
                if not self._open(stage):
                    return
                continue
            if stage is not None:
                self.drop(stage, "join")
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
        while stage is not None and not any(map(_ends_a_refusal, stage.steps)):
            stage = self.submission.plan.after(stage.stage)
        return stage

    def _fulfilled(self, stage: PlannedStage) -> bool:
        if self.submission.decided == "refuse" and any(step.act == "decide" for step in stage.steps):
            return True
        tasks = [self.submission.task_now(step.key) for step in stage.steps]
        return sum(task is not None and task.state == "done" for task in tasks) >= stage.needed()

    def _open(self, stage: PlannedStage) -> bool:
        """Open what is not open yet; whether something of it is over at once."""
        over = False
        for step in stage.steps:
            task = self.submission.task_now(step.key) if self.submission.stage == stage.stage else None
            if task is None or task.state == "dropped":
                over = not self._open_task(step).is_open or over
        return over

    def _drop_replanned(self, stage: PlannedStage) -> None:
        """Take back tasks of steps that the plan no longer holds, as after a supplement that changed the case."""
        keys = {step.key for step in stage.steps}
        for task in self.submission.open_tasks():
            if task.stage == stage.stage and task.key not in keys:
                self.add(e.TaskDropped(task=task.id, because="replanned"))

    def _open_task(self, step: PlannedStep) -> Task:
        turn = self.submission.rounds.get(step.key, 0) + 1
        self.add(e.TaskOpened(task=f"{step.key}~{turn}", key=step.key, **self.opened(step)))
        task = self.submission.tasks[f"{step.key}~{turn}"]
        if step.opens:
            self.open_child(task)
        if step.act == "pay":
            self._ask_to_pay(task)
        return task

    def open_child(self, task: Task) -> None:
        """Open the submission that the task's step is done by."""
        self.add(self.office.open_child(self.submission, task.step, task.id, self.at))

    def _ask_to_pay(self, task: Task) -> None:
        """Ask for every fee that is due and not paid; the step is over at once where none is."""
        submission = self.submission
        for fee, amount in self.office.charges(submission):
            amount = submission.amounts.get(fee, amount)
            if amount > 0 and fee not in submission.fees and fee not in submission.demands:
                self.add(h.FeeDemanded(fee=fee, amount=amount, due=text_of(task.due), task=task.id))
        if not submission.unpaid:
            self.add(h.Paid(task=task.id))

    def drop(self, stage: PlannedStage | None, because: str) -> None:
        for task in self.submission.open_tasks():
            if stage is None or task.stage == stage.stage:
                self.add(e.TaskDropped(task=task.id, because=because))

    def issue(self, paper: str, agency: str, signer: str | None = None) -> None:
        by = self.actor.person if signer is None else signer
        self.add(self.office.paper(self.submission, paper, agency, by, self.at))

    def stop(self, stopped: h.Stopped, agency: str = "") -> None:
        """End the handling without a decision, with notice to the applicant in the name of `agency`."""
        self.add(stopped)
        self.issue("stop_notice", agency or self.submission.receiving, signer=None if self.actor.person else "")
        self.drop(None, "stopped")
        self.add(e.Concluded(outcome="stopped"))

    def go_on(self, because: str) -> None:
        self.replan(because)
        self.progress()


def _ruling_of(known: Submission) -> Ruling:
    return Ruling(known.case, known.plan, known.limit, known.cut_off, known.resume, known.no_answer, known.warn)


STOPPED = ("not_accepted", "withdrawn", "stopped", "returned")


def _ends_a_refusal(step: PlannedStep) -> bool:
    """Whether a refused submission still passes this step: the refusal is signed and handed over."""
    return step.act == "deliver_result" or (step.act == "sign" and "refuse" in step.signs)


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
