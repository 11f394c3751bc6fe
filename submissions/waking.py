"""What time does by itself, as the actor `clock`: silence speaks, heads are warned, what is not answered stops."""

from datetime import datetime
from typing import Literal

from submissions import events as e
from submissions import handovers as h
from submissions.chain import Recorded
from submissions.ledger import running
from submissions.progress import Progress
from submissions.submission import Submission, Task

STOP = "stop"


def wake_at(submission: Submission) -> datetime | None:
    """When the clock has to look at the submission next; None for never, unless something happens to it."""
    found = [at for task in submission.open_tasks() if runs(submission, task) and (at := _wakes(task))]
    if submission.waits_for_supplement and submission.no_answer == STOP and submission.supplements[-1].due:
        found.append(submission.supplements[-1].due)
    return min(found, default=None)


def runs(submission: Submission, task: Task) -> bool:
    """Whether the time of an open task runs; what comes after the end (a rating) has its time too."""
    if submission.waits_for_supplement:
        return False
    return submission.is_concluded or any(clock.task == task.id for clock in running(submission))


def _wakes(task: Task) -> datetime | None:
    found = [task.due] if task.due and (task.step.on_silence or (task.warn_at and task.warned != "overdue")) else []
    if task.warn_at and not task.warned:
        found.append(task.warn_at)
    return min(found, default=None)


class Waking(Progress):
    """The clock at work on one submission."""

    def wake(self) -> list[Recorded]:
        """The events of everything that is due before this instant; none where somebody acted meanwhile."""
        self._stop_unanswered()
        while (task := self._silent()) is not None:
            self.add(e.Silenced(task=task.id, meaning=task.step.on_silence))
            self.go_on("Silenced")
            self.resume_clock()
        for task in self.submission.open_tasks():
            if runs(self.submission, task):
                self._warn(task)
        return self.log

    def _silent(self) -> Task | None:
        """A task whose time ran out and whose step says what silence means."""
        for task in self.submission.open_tasks():
            if task.step.on_silence and task.due and task.due < self.at and runs(self.submission, task):
                return task
        return None

    def _stop_unanswered(self) -> None:
        submission = self.submission
        if not submission.waits_for_supplement or submission.no_answer != STOP:
            return
        due = submission.supplements[-1].due
        if due is not None and due < self.at:
            self.stop(h.Stopped(cause="no_answer"))

    def _warn(self, task: Task) -> None:
        about = self._warns_of(task)
        rule = self.submission.warn
        if rule is None or about is None:
            return
        raised = rule.task and task.step.role != "leader" and not self._is_raised(task)
        opens = f"attend-{task.id}" if raised else ""
        self.add(e.Warned(task=task.id, about=about, opens=opens, letter=rule.letter))

    def _warns_of(self, task: Task) -> Literal["nearly_due", "overdue"] | None:
        if task.step.who != "official" or task.due is None or task.warn_at is None:
            return None
        if task.due < self.at:
            return None if task.warned == "overdue" else "overdue"
        return "nearly_due" if task.warn_at < self.at and not task.warned else None

    def _is_raised(self, task: Task) -> bool:
        return any(warning.about == task.id for warning in self.submission.warnings())
