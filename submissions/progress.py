"""How a submission moves on by itself: the plan asked for anew, stages opened and closed, the clock held and started.

Pure: what needs a definition, a register or a counter is asked of the `Office` that the caller brings.
"""

from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Protocol

from submissions import events as e
from submissions.actors import Actor
from submissions.clock import Due, Limit
from submissions.folding import apply
from submissions.plan import Plan, PlannedStage, PlannedStep, plan_to_json
from submissions.submission import Submission


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


class Progress:
    """One unit of work on one submission: collects events, and those that follow from them by themselves."""

    def __init__(self, submission: Submission, actor: Actor, at: datetime, office: Office) -> None:
        self.submission = submission
        self.actor = actor
        self.at = at
        self.office = office
        self.log: list[e.Recorded] = []

    def add(self, event: e.Event) -> None:
        entry = e.record(event, self.submission.seq + 1, self.at, self.actor, self.submission.head)
        apply(self.submission, entry)
        self.log.append(entry)

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
        self.add(e.TaskOpened(task=f"{step.key}~{turn}", key=step.key, due=text_of(due)))

    def _task_due(self, step: PlannedStep) -> datetime | None:
        if step.limit is None:
            return None
        start = self._counted_from(step.limit.counted_from)
        agency = step.agency or self.submission.receiving
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

    def drop(self, stage: PlannedStage | None, because: str) -> None:
        for task in self.submission.open_tasks():
            if stage is None or task.stage == stage.stage:
                self.add(e.TaskDropped(task=task.id, because=because))

    def start_clock(self) -> None:
        due = self.submission_due()
        self.add(e.ClockStarted(due=text_of(due.at if due else None), notes=notes_of(due)))

    def submission_due(self) -> Due | None:
        if self.submission.limit is None:
            return None
        agency = self.submission.competent or self.submission.receiving
        return self.office.due(self.submission.limit, self.at, agency, self.submission.cut_off)

    def resume_clock(self) -> None:
        """Start the clock again when no task that stops it is open any more, however the last one ended."""
        submission = self.submission
        if submission.paused_since is None or submission.is_concluded or submission.waits_for_supplement:
            return
        if not any(task.step.pauses_clock for task in submission.open_tasks()):
            held = [task for task in submission.tasks.values() if task.step.pauses_clock and task.closed_at]
            last = max(held, key=lambda task: task.opened_seq, default=None)
            self.add(e.ClockResumed(task=last.id if last else "", due=text_of(self.moved_due())))

    def move_tasks(self, since: datetime) -> None:
        """Shift the deadlines of open tasks by a pause that began at `since` and ends now."""
        for task in self.submission.open_tasks():
            if task.due is not None and task.step.limit is not None and task.opened_at <= since:
                agency = task.step.agency or self.submission.receiving
                moved = self.office.shifted(task.due, task.step.limit, since, self.at, agency)
                self.add(e.TaskMoved(task=task.id, due=text_of(moved)))

    def moved_due(self) -> datetime | None:
        submission = self.submission
        if submission.due is None or submission.limit is None or submission.paused_since is None:
            return submission.due
        agency = submission.competent or submission.receiving
        return self.office.shifted(submission.due, submission.limit, submission.paused_since, self.at, agency)

    def issue(self, paper: str, agency: str, signer: str | None = None) -> None:
        by = self.actor.person if signer is None else signer
        self.add(self.office.paper(self.submission, paper, agency, by, self.at))

    def go_on(self, because: str) -> None:
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


def text_of(at: datetime | None) -> str:
    return at.isoformat(timespec="seconds") if at else ""


def notes_of(due: Due | None) -> tuple[tuple[str, str, str], ...]:
    return tuple((note.code, note.day.isoformat(), note.text) for note in due.notes) if due else ()
