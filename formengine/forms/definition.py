"""A procedure's definition, as plain frozen values, with what follows from it for one case."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import TYPE_CHECKING, Any

from formengine.forms.conditions import Condition, always
from formengine.forms.expressions import UNANSWERED, evaluate, functions_for
from formengine.forms.lists import Lists
from formengine.forms.pointers import ABSENT, follow

if TYPE_CHECKING:
    from formengine.forms.compiled import CompiledForm

# How a clock names a setting instead of an hour or a day.
SETTING = "settings."
UNITS = ("working_hours", "working_days", "days", "months")


@dataclass(frozen=True, kw_only=True)
class Step:
    """One agency's role acting at a place on the route. `limit`, `agency`, `signs`, `opens` are as written.

    sees: pointers of what the agency is shown (see `formengine.sight`), None for everything, empty for nothing.
    """

    step: str
    title: str
    act: str
    agency: Mapping[str, Any] = field(default_factory=dict)
    who: str = "official"
    role: str = ""
    limit: Mapping[str, Any] | None = None
    step_form: str = ""
    on_silence: str = ""
    sees: tuple[str, ...] | None = None
    signs: Mapping[str, str] = field(default_factory=dict)
    clock: str = ""
    opens: Mapping[str, Any] | None = None
    when: tuple[Any, ...] = ()
    applies: Condition = always


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A place on the route: its steps run side by side. `join` is "all", "any" or how many suffice."""

    stage: str
    title: str
    steps: tuple[Step, ...]
    join: str | int = "all"
    when: tuple[Any, ...] = ()
    applies: Condition = always


@dataclass(frozen=True, kw_only=True)
class ActiveStage:
    """A stage with the steps that apply to one case."""

    stage: str
    title: str
    join: str | int
    steps: tuple[Step, ...]


@dataclass(frozen=True, kw_only=True)
class Case:
    """A variant of the procedure that the answers select; `time_limit` as written, None where none is set."""

    case: str
    title: str = ""
    time_limit: Mapping[str, Any] | None = None
    no_appointment: bool = False
    when: tuple[Any, ...] = ()
    applies: Condition = always


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """What the applicant encloses; `accept` are media types, `max_mb` the size of one file in MB."""

    code: str
    title: str
    help: str = ""
    required: bool = False
    originals: int = 0
    copies: int = 0
    keep: str = "kept"
    accept: tuple[str, ...] = ("application/pdf", "image/jpeg", "image/png")
    max_mb: int = 20
    max_files: int = 5
    waived_by: tuple[Mapping[str, str], ...] = ()
    when: tuple[Any, ...] = ()
    applies: Condition = always


@dataclass(frozen=True, kw_only=True)
class Fee:
    """A fee; `amount` is whole đồng or CEL over doc, settings and filing."""

    code: str
    title: str
    amount: int | str
    due: str = "acceptance"
    by_channel: Mapping[str, int | str] = field(default_factory=dict)
    when: tuple[Any, ...] = ()
    applies: Condition = always


@dataclass(frozen=True, slots=True)
class Charge:
    """A fee as it falls due for one case, in whole đồng."""

    code: str
    title: str
    amount: int
    due: str


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A figure that an agency may set; the law or decision behind it is `basis`."""

    key: str
    title: str
    type: str
    default: Any
    set_by: str = "owner"
    basis: str = ""
    minimum: int | float | None = None
    maximum: int | float | None = None


@dataclass(frozen=True, kw_only=True)
class Result:
    """What the procedure issues at an outcome."""

    code: str = ""
    title: str = ""
    paper: str = ""
    outcome: str = "approve"
    valid_for: Mapping[str, int] | None = None


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A paper that an agency issues; `template` is a file under templates/papers."""

    name: str
    title: str
    template: str
    series: str = ""
    form_number: str = ""


@dataclass(frozen=True, kw_only=True)
class Example:
    """A sample filing with what to expect of it; the definition's own test."""

    title: str
    filing: Mapping[str, Any]
    document: Mapping[str, Any]
    forms: Mapping[str, Any] = field(default_factory=dict)
    expect: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, eq=False)
class Definition:
    """A procedure. `source` are the exact bytes of the version, its parts bundled; `digest` their SHA-256 in hex."""

    code: str
    title: str
    description: str = ""
    sector: str = ""
    owner: str = ""
    competent: Mapping[str, Any] = field(default_factory=dict)
    audience: tuple[str, ...] = ("citizen",)
    service_level: str = "full"
    minutes: int = 10
    applicants: tuple[str, ...] = ()
    legal_basis: tuple[str, ...] = ()
    valid_from: date | None = None
    parties: Mapping[str, Any] = field(default_factory=dict)
    schema: Mapping[str, Any] = field(default_factory=dict)
    pages: tuple[Mapping[str, Any], ...] = ()
    computed: Mapping[str, str] = field(default_factory=dict)
    rules: tuple[Mapping[str, Any], ...] = ()
    cases: tuple[Case, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    fees: tuple[Fee, ...] = ()
    settings: Mapping[str, Setting] = field(default_factory=dict)
    clock: Mapping[str, Any] = field(default_factory=dict)
    route: tuple[Stage, ...] = ()
    step_forms: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    results: tuple[Result, ...] = ()
    absence: Mapping[str, str] = field(default_factory=dict)
    papers: Mapping[str, Paper] = field(default_factory=dict)
    paper_set: Mapping[str, Paper] = field(default_factory=dict)
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    examples: tuple[Example, ...] = ()
    source: bytes = b""
    digest: str = ""
    warnings: tuple[Any, ...] = ()
    _forms: dict[Any, "CompiledForm"] = field(default_factory=dict, repr=False)
    _looking: dict[Any, "CompiledForm"] = field(default_factory=dict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def opened_only(self) -> bool:
        """Whether nobody files it: a step of another submission opens it."""
        return self.audience == ("submission",)

    def text(self, vietnamese: str, locale: str) -> str:
        """An author's text in `locale`, the Vietnamese where there is no translation."""
        return self.translations.get(locale, {}).get(vietnamese, vietnamese)

    def form(self, locale: str = "vi", lists: Lists | None = None) -> "CompiledForm":
        """The form in `locale`; compiled when first asked for."""
        parts = {"pages": self.pages, "computed": self.computed, "rules": self.rules}
        return self._compiled("", self.schema, locale, lists, parts)

    def step_form(self, name: str, locale: str = "vi", lists: Lists | None = None) -> "CompiledForm":
        """The form that an official fills in at a step. Raises KeyError where there is none of that name."""
        return self._compiled(name, self.step_forms[name], locale, lists, {})

    def _compiled(
        self, name: str, schema: Mapping[str, Any], locale: str, lists: Lists | None, parts: Mapping[str, Any]
    ) -> "CompiledForm":
        """The form called that; beside it is kept what looks into the lists last asked for."""
        from formengine.forms.compiled import Blueprint, CompiledForm

        key = (name, locale)
        if key not in self._forms:
            with self._lock:
                if key not in self._forms:
                    translations = self.translations.get(locale, {})
                    blueprint = Blueprint(settings=self.setting_values(), translations=translations, **parts)
                    self._forms[key] = CompiledForm(dict(schema), locale, blueprint)
        form = self._forms[key]
        if lists is None:
            return form
        latest = self._looking.get(key)
        if latest is None or latest.lists is not lists:
            latest = self._looking[key] = form.with_lists(lists)
        return latest

    # --- what follows for one case object {document, forms, filing, case, settings} ----------------------------

    def find_case(self, case_object: Mapping[str, Any]) -> Case:
        """The first case whose condition holds. Raises LookupError where none does."""
        for case in self.cases:
            if case.applies(case_object):
                return case
        raise LookupError(f"{self.code}: no case fits, and the last one has a condition")

    def needed_attachments(self, case_object: Mapping[str, Any]) -> tuple[Attachment, ...]:
        """The attachments that belong to this case, required or not."""
        return tuple(item for item in self.attachments if item.applies(case_object))

    def fees_due(self, case_object: Mapping[str, Any]) -> tuple[Charge, ...]:
        """The fees of this case; one whose amount looks at an absent answer does not fall due."""
        channel = follow(case_object, ["filing", "channel"])
        charges = []
        for fee in self.fees:
            if not fee.applies(case_object):
                continue
            amount = self._figure(fee.by_channel.get(channel, fee.amount), case_object)
            if amount is not ABSENT:
                charges.append(Charge(fee.code, fee.title, int(amount), fee.due))
        return tuple(charges)

    def active_route(self, case_object: Mapping[str, Any]) -> tuple[ActiveStage, ...]:
        """The stages and steps that apply; a stage without a step that applies is left out."""
        stages = []
        for stage in self.route:
            steps = (
                tuple(step for step in stage.steps if step.applies(case_object)) if stage.applies(case_object) else ()
            )
            if steps:
                stages.append(ActiveStage(stage=stage.stage, title=stage.title, join=stage.join, steps=steps))
        return tuple(stages)

    def resolve_limit(self, limit: Mapping[str, Any] | None, case_object: Mapping[str, Any]) -> dict[str, Any] | None:
        """`limit` in figures: {"amount", "unit", "from"}; None where there is none or it looks at an absent answer."""
        if not limit:
            return None
        channel = follow(case_object, ["filing", "channel"])
        chosen = (limit.get("by_channel") or {}).get(channel, limit)
        for unit in UNITS:
            if unit in chosen:
                amount = self._figure(chosen[unit], case_object)
                if amount is ABSENT:
                    return None
                start = chosen.get("from", limit.get("from", "opened"))
                return {"amount": int(amount), "unit": unit, "from": start}
        return None

    def setting_values(self, overrides: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Every setting's value: what an agency set, else the default."""
        known = overrides or {}
        return {key: known.get(key, setting.default) for key, setting in self.settings.items()}

    def cut_off(self, settings: Mapping[str, Any]) -> time | None:
        """The hour from which on something received counts from the next working day; None where there is none."""
        written = self.clock.get("cut_off", "")
        hour = settings[written.removeprefix(SETTING)] if written.startswith(SETTING) else written
        return time.fromisoformat(hour) if hour else None

    def _figure(self, amount: int | str, case_object: Mapping[str, Any]) -> Any:
        from formengine.forms.rules import typed

        if not isinstance(amount, str):
            return amount
        settings = {**self.setting_values(), **(case_object.get("settings") or {})}
        document = case_object.get("document") or {}
        variables = {
            "doc": typed(self.form().root, document) if "doc" in amount else {},
            "settings": settings,
            "filing": dict(case_object.get("filing") or {}),
            "forms": dict(case_object.get("forms") or {}),
            "case": case_object.get("case") or "",
        }
        functions: Mapping[str, Callable[..., Any]] = functions_for("vi")
        try:
            return evaluate(amount, variables, functions)
        except UNANSWERED:
            return ABSENT
