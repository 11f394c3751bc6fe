"""A form, compiled once: it renders, reads and judges documents."""

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from markupsafe import Markup

from formengine.forms.answers import Unanswered, remembering
from formengine.forms.builder import Builder
from formengine.forms.controls import Drawing, FileShown, PageForm, Posted
from formengine.forms.explain import problems_of
from formengine.forms.expressions import WorkingDays, weekdays_between
from formengine.forms.givens import restore
from formengine.forms.judging import Judge
from formengine.forms.lists import Lists, shipped_lists
from formengine.forms.live import LivePage, block
from formengine.forms.node import Node
from formengine.forms.pages import Entry, Field, Rest, collect_fields, compile_pages, placed_items
from formengine.forms.pointers import ABSENT, drop, expand, join_pointer, put
from formengine.forms.problems import Problem
from formengine.forms.rowbuttons import apply_button, asked_to_stay
from formengine.forms.rules import Arithmetic, Computed, Rule
from formengine.forms.settling import Settling
from formengine.forms.typeable import require_typeable
from formengine.forms.views import Views, touches
from formengine.i18n import gettext as _
from formengine.i18n import speaking


@dataclass(frozen=True)
class Blueprint:
    """What a definition adds to a schema."""

    pages: Sequence[Mapping[str, Any]] = ()
    computed: Mapping[str, str] = field(default_factory=dict)
    rules: Sequence[Mapping[str, Any]] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    translations: Mapping[str, str] = field(default_factory=dict)
    quiet: bool = True


class CompiledForm(Views):
    """The form of one schema in one locale. Frozen after it is made; safe to use from many threads."""

    def __init__(self, schema: Any, locale: str, blueprint: Blueprint, lists: Lists | None = None) -> None:
        from formengine.forms.effective import effective_schema

        self.locale = locale
        self.lists = lists or shipped_lists()
        self.warnings: list[str] = []
        placed = placed_items(blueprint.pages)
        self.effective_schema = effective_schema(schema, placed)
        self.judge = Judge(self.effective_schema, self.lists)
        with speaking(locale):
            builder = Builder(
                schema,
                self.judge,
                locale,
                translations=blueprint.translations,
                required=frozenset(item.pointer for item in placed if item.required),
                computed=frozenset(blueprint.computed),
                quiet=blueprint.quiet,
            )
            self.root = builder.root()
            self._pages = compile_pages(blueprint.pages, self.root, builder)
        self._settling = Settling(placed, blueprint.computed, self.root, self._pages)
        self._arithmetic = Arithmetic(
            self.root,
            locale,
            [Computed(pointer, text) for pointer, text in blueprint.computed.items()],
            [Rule.of(rule, builder.text) for rule in blueprint.rules],
        )
        self._takes_null = self.judge.is_valid(None)
        self._has_givens = any(node.read_only for _place, node in builder.made())
        self._settings = blueprint.settings
        self._live: dict[int, LivePage] = {}

    def with_lists(self, lists: Lists) -> "CompiledForm":
        """The same form looking into other lists; nothing is compiled anew."""
        if lists is self.lists:
            return self
        made = copy.copy(self)
        made.lists = lists
        made.judge = self.judge.with_lists(lists)
        return made

    # --- documents -----------------------------------------------------------------------------------------

    def blank(self) -> Any:
        """A new document: empty but for the schema's defaults."""
        document = _defaults(self.root, 0)
        document = {} if document is ABSENT and "object" in self.root.shape.types else document
        if isinstance(document, dict):
            self._settling.settle(document)
        return None if document is ABSENT else document

    def hidden(self, document: Any) -> frozenset[str]:
        """The pointers of the items that do not apply to `document`."""
        return self._settling.settle(copy.deepcopy(document)) if self._settling.settles else frozenset()

    def compute(
        self,
        document: Any,
        today: date | None = None,
        settings: Mapping[str, Any] | None = None,
        *,
        filed_on: date | None = None,
        working_days: WorkingDays = weekdays_between,
    ) -> Any:
        """`document` without its hidden values and with its computed ones made anew."""
        values = {**self._settings, **(settings or {})}
        known = document
        for _pass in range(4):
            made = copy.deepcopy(known)
            self._settling.settle(made)
            self._arithmetic.compute(made, today or date.today(), values, filed_on, working_days)
            again = self._arithmetic.copied(made, known)
            if again == known:
                break
            known = again
        self._settling.settle(made)
        return made

    # --- drawing -------------------------------------------------------------------------------------------

    def render(
        self,
        document: Any = ABSENT,
        problems: Iterable[Problem] = (),
        page: int | None = None,
        *,
        notes: Mapping[str, str] | None = None,
        today: date | None = None,
        live: bool = False,
        files: Mapping[str, FileShown] | None = None,
    ) -> Markup:
        """The controls of `page` (all pages where None), without `<form>` and CSRF token.

        With `live`, what a condition hides is there too, in a `<template>`, for the scripts of `live_block`.

        `notes` are texts shown beneath the hint of the value at a pointer, `files` what is enclosed, by id. Without
        a document, or with None where the schema does not take null, a new one is drawn. A form made by
        `compile_form` raises Untypeable for a value that could not come back from a browser as it is.
        """
        with speaking(self.locale):
            choices, focus = getattr(document, "choices", None), getattr(document, "focus", None)
            if isinstance(document, Unanswered):
                document = ABSENT
            elif document is ABSENT or (document is None and not self._takes_null):
                document = self.blank()
                document = ABSENT if document is None else document
            elif not self.root.quiet:
                require_typeable(document)
            form = self._form(document, today)
            form.choices = dict(choices or {})
            form.drawing.focus = focus
            form.drawing.notes = notes or {}
            form.drawing.files = files or {}
            form.drawing.live = self._live_page(page).keys if live and page is not None else {}
            form.drawing.error_word = f"{_('Error')}:"
            for problem in problems:
                form.drawing.problems.setdefault(problem.pointer, []).append(problem.message)
            self._lift_problems(form, document)
            whole = self.root.drawing(document)
            if whole is not self.root:
                return Markup(Field("", (), whole).draw(form, document))
            pages = self._pages if page is None else [self._pages[page]]
            return Markup("".join(part.draw(form, document) for part in pages))

    def live_block(
        self, document: Any, page: int, today: date, settings: Mapping[str, Any], *, filed_on: date, words: str = "vi"
    ) -> Markup:
        """The data block for the page's scripts, empty where they have nothing to do; `words`: of computed values."""
        with speaking(self.locale):
            more = {"locale": self.locale, "words": words, "today": today, "filed_on": filed_on}
            known = {**self._settings, **settings}
            data = self._live_page(page).data(document, self.hidden(document), known, more)
        return block(data) if data else Markup("")

    def computed_texts(self, document: Any, page: int, today: date) -> dict[str, str]:
        """What stands at each computed value on `page`, by pointer."""
        mine = self._pages[page].pointers
        with speaking(self.locale):
            return {
                place: self.value_text(place, document, today) or _("Filled in by the system")
                for item in self._arithmetic.computed
                for place in map(join_pointer, expand(document, item.pointer))
                if any(touches(place, pointer) for pointer in mine)
            }

    def _live_page(self, page: int) -> LivePage:
        if page not in self._live:
            self._live[page] = LivePage(
                self.root, self._pages[page], self._settling.items, self._arithmetic, self._settings
            )
        return self._live[page]

    def _form(self, document: Any, today: date | None) -> PageForm:
        return PageForm(Drawing(document, self.hidden(document), self.lists, today))

    def _lift_problems(self, form: PageForm, document: Any) -> None:
        """A problem inside a value that is one control belongs to that control."""
        problems = form.drawing.problems
        for pointer in list(problems):
            place = self._anchor(pointer, document)
            if place != pointer:
                problems.setdefault(place, []).extend(problems.pop(pointer))

    # --- reading -------------------------------------------------------------------------------------------

    def read(self, formdata: Any, base: Any = None, page: int | None = None) -> Any:
        """The document that `formdata` (a MultiDict) means; what is outside `page`, and what is `readOnly`, comes from
        `base` where there is one.

        Nothing is judged, nothing is lost: text that is no number stays text. Hidden values are dropped.
        """
        posted = Posted(formdata)
        with speaking(self.locale):
            document = copy.deepcopy(base) if base is not None else ({} if self._is_object else ABSENT)
            form = PageForm(Drawing(document, frozenset(), self.lists, None))
            for entries in self._posted_entries(posted, page):
                for entry in collect_fields(entries):
                    if entry.node.computed:
                        continue
                    control = entry.bind(form)
                    control.process(posted)
                    tokens = list(entry.tokens)
                    if control.data is not ABSENT:
                        document = put(document, tokens, control.data)
                    elif tokens:
                        drop(document, tokens)
                    else:
                        document = ABSENT
                for rest in entries:
                    if isinstance(rest, Rest) and isinstance(document, dict):
                        rest.read(form, posted, document)
            document, focus = apply_button(posted, document, self.root)
            if base is not None and self._has_givens:
                document = restore(self.root, document, base)
            if document is not ABSENT:
                self._settling.settle(document, computed=False)
        if document is ABSENT:
            document = "" if form.choices else None
        return remembering(document, form.choices, focus)

    def _posted_entries(self, posted: Posted, page: int | None) -> list[tuple[Entry, ...]]:
        """What was drawn and posted: the pages, or the chooser of every type where no page could hold the document."""
        if self.root.posted(posted.last("_kind:#")) is not self.root:
            return [(Field("", (), self.root),)]
        return [part.entries for part in (self._pages if page is None else [self._pages[page]])]

    @property
    def _is_object(self) -> bool:
        return self.root.shape.types == ("object",)

    def asked_to_stay(self, formdata: Any) -> bool:
        """Whether a button of a row or a chooser was pressed: the same page is to be drawn again."""
        return asked_to_stay(Posted(formdata))

    # --- judging -------------------------------------------------------------------------------------------

    def check(
        self,
        document: Any,
        page: int | None = None,
        today: date | None = None,
        *,
        settings: Mapping[str, Any] | None = None,
        filed_on: date | None = None,
        working_days: WorkingDays = weekdays_between,
        twice: bool = False,
    ) -> list[Problem]:
        """Every problem of `document` by its effective schema, its lists and its rules; none when it is valid.

        `twice`: a yes of the quick validator is asked of the other one too, for what is about to be kept for good.
        """
        from formengine.forms.membership import outside_parent, unstorable

        with speaking(self.locale):
            day = today or date.today()
            refusal = self.judge.refusal(document)
            if refusal is not None:
                return problems_of([refusal], self.root, document)
            judged = self.judge.both if twice else self.judge.errors
            errors = judged(document, day) if self._concerns(document, page, day) else []
            problems = problems_of(errors, self.root, document) if errors else []
            problems += outside_parent(self.root, document, self.lists, day)
            problems += unstorable(self.root, document)
            values = {**self._settings, **(settings or {})}
            problems += self._arithmetic.judge(document, day, values, filed_on, working_days)
        asked = {pointer: place for place, pointer in enumerate(self._all_pointers())} if problems else {}
        problems = sorted(problems, key=lambda problem: _rank(asked, problem.pointer))
        if page is None:
            return problems
        mine = self._pages[page].pointers
        return [problem for problem in problems if any(touches(problem.pointer, pointer) for pointer in mine)]

    def _concerns(self, document: Any, page: int | None, day: date) -> bool:
        """Whether anything wrong may lie on `page`: what the other pages still lack need not be explained in words."""
        if page is None:
            return True
        mine = self._pages[page].pointers
        return any(touches(place, pointer) for place in self.judge.places(document, day) for pointer in mine)

    def _all_pointers(self) -> list[str]:
        return [pointer for page in self._pages for pointer in page.pointers]


def _rank(order: Mapping[str, int], pointer: str) -> int:
    best = len(order)
    for item, place in order.items():
        if pointer == item or pointer.startswith(item + "/"):
            best = min(best, place)
    return best


def _defaults(node: Node, depth: int) -> Any:
    if depth > 8 or node.computed or node.on_demand:
        return ABSENT
    if "default" in node.shape.keywords and not node.children:
        return copy.deepcopy(node.shape.get("default"))
    found = {}
    for token, inner in node.children.items():
        if inner.required or inner.kind.name != "group":
            value = _defaults(inner, depth + 1)
            if value is not ABSENT:
                found[token] = value
    return found or ABSENT


def compile_form(schema: Any, locale: str = "vi", *, lists: Lists | None = None) -> CompiledForm:
    """The form of any JSON Schema, drafts 3 to 2020-12. Unknown keywords are annotations, listed in `form.warnings`.

    Raises DefinitionError for what cannot be drawn or must not be used (a remote reference, a pattern that is
    not RE2, a cycle).
    """
    from formengine.forms.drafts import modern
    from formengine.forms.gate import admit, require_json

    require_json(schema)
    schema, warnings = modern(schema)
    warnings += admit(schema)
    form = CompiledForm(schema, locale, Blueprint(quiet=False), lists)
    form.warnings = warnings
    return form
