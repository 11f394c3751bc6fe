"""One submission as people look at it: answers, tasks, opinions, papers, log. Read-only; for pages, papers, mails.

Everything handed to templates is plain data in the current language.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from formengine.explaining import attend_title, holds_text, limit_text, whose_text
from formengine.forms.changes import Change, changes
from formengine.forms.compiled import CompiledForm
from formengine.forms.definition import Charge, Definition, Step
from formengine.forms.lists import Lists
from formengine.i18n import current_locale
from formengine.i18n import gettext as _
from formengine.planning import case_object_of, filing_of, local_day
from formengine.registers.agencies import Agencies
from formengine.sight import EVERYTHING, Sight, sight_of
from formengine.standing import status_text, substate_text, verdict_text
from submissions import events as e
from submissions.actors import Actor
from submissions.acts import possible
from submissions.calendar import Calendar
from submissions.chain import DocumentRef, Recorded
from submissions.folds import ATTEND
from submissions.status import status_of, substate_of
from submissions.store.files import StoredFile
from submissions.store.settling import Shown
from submissions.submission import RequestDraft, Submission, Task
from submissions.waking import runs


def _sentence(words: str) -> str:
    """The words with a capital letter."""
    return words[:1].upper() + words[1:]


@dataclass(frozen=True, slots=True)
class Changes:
    """What a supplement changed: answers, and the names of files that came and went."""

    answers: tuple[Change, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]


def filed_versions(submission: Submission) -> list[e.Submitted | e.Supplemented]:
    """What was filed and each supplement that counts, oldest first."""
    told = (entry.event for entry in submission.history)
    return [event for event in told if isinstance(event, e.Submitted | e.Supplemented)]


@dataclass
class Dossier:
    """A submission with everything around it, as of its `row`."""

    row: Shown
    log: list[Recorded]
    submission: Submission
    definition: Definition
    documents: Mapping[DocumentRef, Any]
    files: list[StoredFile]
    agencies: Agencies
    names: Mapping[str, str]
    lists: Lists
    settings: Mapping[str, Any]
    zone: str
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    _steps: dict[str, Step] = field(default_factory=dict)

    # --- what was filed -----------------------------------------------------------------------------------

    @property
    def number(self) -> str:
        return str(self.row.number)

    @property
    def answers(self) -> Any:
        return self.documents.get(self.submission.answers) if self.submission.answers else None

    @property
    def filed_on(self) -> date:
        return local_day(self.row.filed_at, self.zone)

    def form(self, locale: str) -> CompiledForm:
        return self.definition.form(locale, self.lists)

    def summary(self, sight: Sight = EVERYTHING) -> list[Any]:
        """The answers as sections of rows, as far as `sight` goes."""
        sections = self.form(current_locale()).summary(self.answers, self.filed_on)
        cut = [replace(one, rows=tuple(row for row in one.rows if sight.answer(row.pointer))) for one in sections]
        return [section for section in cut if section.rows]

    def changes(self, sight: Sight = EVERYTHING) -> Changes | None:
        """What the last supplement changed, as far as `sight` goes; None where the answers stand as they were filed."""
        versions = filed_versions(self.submission)
        if len(versions) < 2:
            return None
        before, after = versions[-2:]
        form = self.form(current_locale())
        told = [form.summary(self.documents.get(one.document), self.filed_on) for one in (before, after)]
        names = {file.id: file for file in self.files if sight.attachment(file.code)}
        old, new = ({ref.id for ref in one.files} for one in (before, after))
        return Changes(
            tuple(change for change in changes(*told) if sight.answer(change.pointer)),
            tuple(names[id].name for id in sorted(new - old) if id in names),
            tuple(names[id].name for id in sorted(old - new) if id in names),
        )

    def sees(self, actor: Actor) -> Sight:
        """What the actor's agencies are shown."""
        return sight_of(self.submission, actor)

    @cached_property
    def case_object(self) -> dict[str, Any]:
        forms = {key.partition("@")[0]: self.documents.get(ref) for key, ref in self.submission.forms.items()}
        return case_object_of(
            self.definition, self.answers, filing=filing_of(self.submission), settings=self.settings, forms=forms
        )

    def charges(self) -> list[tuple[Charge, e.FeeRecorded | None]]:
        """Each fee of the case with what was received for it."""
        return [
            (replace(charge, amount=self.submission.amounts.get(charge.code, charge.amount)), paid)
            for charge in self.definition.fees_due(self.case_object)
            for paid in (self.submission.fees.get(charge.code),)
        ]

    def fee_title(self, code: str) -> str:
        titles = {fee.code: fee.title for fee in self.definition.fees}
        return self.definition.text(titles.get(code, code), current_locale())

    def enclosed(self, sight: Sight = EVERYTHING) -> list[tuple[str, str, list[StoredFile], bool]]:
        """(code, title, files, waived) of each attachment of the case, in the definition's order."""
        held: dict[str, list[StoredFile]] = {}
        current = {ref.id for ref in self.submission.files}
        for file in self.files:
            if file.id in current:
                held.setdefault(file.code, []).append(file)
        rows = []
        for item in self.definition.needed_attachments(self.case_object):
            title = self.definition.text(item.title, current_locale())
            rows.append((item.code, title, held.pop(item.code, []), item.code in self.submission.waived))
        rows += [(code, code, rest, False) for code, rest in held.items()]
        return [row for row in rows if sight.attachment(row[0])]

    # --- who may do what ----------------------------------------------------------------------------------

    def acts(self, actor: Actor, task: Task | None = None) -> tuple[str, ...]:
        return possible(self.submission, actor, task)

    def tasks_of(self, actor: Actor) -> list[Task]:
        """Open tasks that stand in one of the actor's queues."""
        tasks = [*self.submission.open_tasks(), *self.submission.warnings()]
        return [task for task in tasks if actor.holds(task.step.agency, task.step.role)]

    def step_title(self, name: str) -> str:
        if not self._steps:
            self._steps.update({step.step: step for stage in self.definition.route for step in stage.steps})
        if name == ATTEND:
            return attend_title()
        step = self._steps.get(name)
        return self.definition.text(step.title, current_locale()) if step else name

    def stage_title(self, name: str) -> str:
        for stage in self.definition.route:
            if stage.stage == name:
                return self.definition.text(stage.title, current_locale())
        return name

    def agency_name(self, agency: str) -> str:
        return self.agencies.name(agency, current_locale()) if agency else _("Applicant")

    def stages_to_go_back_to(self, task: Task) -> list[tuple[str, str]]:
        """(stage, title) of earlier stages that the submission has been in."""
        been = {each.stage for each in self.submission.tasks.values()}
        names = [stage.stage for stage in self.submission.plan.stages]
        earlier = names[: names.index(task.stage)] if task.stage in names else []
        return [(name, self.stage_title(name)) for name in earlier if name in been]

    # --- how it stands ------------------------------------------------------------------------------------

    @property
    def status(self) -> str:
        return status_of(self.submission)

    @property
    def status_text(self) -> str:
        return status_text(self.status)

    @property
    def substate_text(self) -> str:
        return substate_text(substate_of(self.submission))

    def route(self) -> list[dict[str, Any]]:
        """The plan as data of components/route.html: stages, their steps, and how far each is."""
        return [
            {
                "title": self.stage_title(stage.stage),
                "steps": [
                    {
                        "title": self.step_title(step.step),
                        "agency": self.agency_name(step.agency),
                        "limit": limit_text(step.limit.amount, step.limit.unit) if step.limit else "",
                        "state": self._state_of(step.key),
                    }
                    for step in stage.steps
                ],
            }
            for stage in self.submission.plan.stages
        ]

    def _state_of(self, key: str) -> str:
        tasks = [task for task in self.submission.tasks.values() if task.key == key]
        if not tasks:
            return "skipped" if self.submission.is_concluded else "waiting"
        last = max(tasks, key=lambda task: task.opened_seq)
        return {"open": "now", "done": "done", "dropped": "skipped"}[last.state]

    def now(self) -> list[dict[str, Any]]:
        """Who has it now and until when: one entry per open task whose time runs, and whoever else is waited for."""
        submission = self.submission
        if submission.waits_for_supplement:
            request = submission.supplements[-1]
            return [{"who": _("Applicant"), "title": _("Answer the request for supplement"), "until": request.due}]
        told = [
            {"who": self.agency_name(t.step.agency), "title": self.step_title(t.step.step), "until": t.due}
            for t in submission.open_tasks()
            if runs(submission, t)
        ]
        if submission.suspended is not None and not submission.is_concluded:
            told.append({"who": whose_text("authority"), "title": _sentence(holds_text("suspended")), "until": None})
        if demands := [demand for demand in submission.unpaid.values() if not demand.task]:
            until = max((datetime.fromisoformat(demand.due) for demand in demands if demand.due), default=None)
            told.append({"who": _("Applicant"), "title": _("Pay what is due"), "until": until})
        return told

    def papers(self, sight: Sight = EVERYTHING) -> list[dict[str, Any]]:
        """Papers issued, newest first: {seq, paper, title, number, on, name} – `name` is the file's name."""
        rows = []
        for entry in reversed(self.submission.history):
            event = entry.event
            if isinstance(event, e.PaperIssued) and sight.paper(event.paper, event.signer_agency):
                rows.append(
                    {
                        "seq": entry.seq,
                        "paper": event.paper,
                        "title": self.paper_title(event),
                        "number": event.number,
                        "on": date.fromisoformat(event.on),
                        "name": f"{event.paper}-{self.number}.pdf",
                    }
                )
        return rows

    def paper_title(self, event: e.PaperIssued) -> str:
        """The paper's title in the reader's language."""
        own = event.paper in self.definition.papers or event.paper in self.definition.paper_set
        house = {
            "receipt": _("Receipt and appointment"),
            "supplement_request": _("Request for supplement"),
            "refusal": _("Refusal to accept"),
            "apology": _("Apology and new date"),
            "stop_notice": _("Notice that handling is stopped"),
            "correction": _("Correction of the result"),
        }
        return self.definition.text(event.title, current_locale()) if own else house[event.paper]

    def result_papers(self) -> list[dict[str, Any]]:
        """The papers that end the procedure; for the applicant once they are delivered or sent online."""
        return [paper for paper in self.papers() if paper["paper"] in self.definition.papers]

    def supplement(self) -> dict[str, Any] | None:
        """The last request for supplement: {reason, items, asked_at, due, open}."""
        if not self.submission.supplements:
            return None
        request = self.submission.supplements[-1]
        content = self.documents.get(request.reason) or {}
        return {
            "reason": content.get("reason", ""),
            "items": [self._item(item) for item in content.get("items", [])],
            "asked_at": request.at,
            "due": request.due,
            "open": self.submission.waits_for_supplement,
        }

    def request_told(self, request: RequestDraft) -> dict[str, Any]:
        """A request for supplement that waits for the head: {reason, items, by}."""
        content = self.documents.get(request.reason) or {}
        items = [self._item(item) for item in content.get("items", [])]
        return {"reason": content.get("reason", ""), "items": items, "by": self.names.get(request.by, "")}

    def reason_text(self, ref: DocumentRef | None) -> str:
        """What was written as the reason; empty where none was given or it was erased."""
        return (self.documents.get(ref) or {}).get("reason", "") if ref is not None else ""

    def _item(self, item: Mapping[str, str]) -> dict[str, str]:
        titles = {one.code: self.definition.text(one.title, current_locale()) for one in self.definition.attachments}
        return {"title": titles.get(item.get("code", ""), ""), "what": item.get("what", "")}

    def opinions(self, sight: Sight = EVERYTHING) -> list[dict[str, Any]]:
        """What officials wrote at their steps, oldest first: {agency, title, by, at, verdict, sections, reason}."""
        rows = []
        for task in sorted(self.submission.done_steps(), key=lambda task: task.opened_seq):
            if not sight.written(task.step.step, task.step.agency):
                continue
            form = self.documents.get(self.submission.forms[task.key]) if task.key in self.submission.forms else None
            reason = (
                self.documents.get(self.submission.reasons[task.id]) if task.id in self.submission.reasons else None
            )
            if form is None and reason is None and task.step.act not in ("opine", "propose", "decide"):
                continue
            rows.append(
                {
                    "agency": self.agency_name(task.step.agency),
                    "title": self.step_title(task.step.step),
                    "by": self.names.get(task.by, ""),
                    "at": task.closed_at,
                    "act": task.step.act,
                    "outcome": task.outcome,
                    "verdict": verdict_text(task.outcome),
                    "sections": self._step_sections(task, form),
                    "reason": (reason or {}).get("reason", ""),
                }
            )
        return rows

    def _step_sections(self, task: Task, form: Any) -> list[Any]:
        if form is None or not task.step.step_form:
            return []
        return self.definition.step_form(task.step.step_form, current_locale(), self.lists).summary(form)
