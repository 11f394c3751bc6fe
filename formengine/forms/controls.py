"""WTForms fields bound to compiled nodes: they hold a value, carry its JSON Pointer as name, read it and draw it.

A control is made for each request, so it costs next to nothing: everything that is the same for every citizen
lies in its node.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape
from wtforms.fields.core import Field
from wtforms.form import BaseForm

from formengine.forms.pointers import ABSENT, escape_token

if TYPE_CHECKING:
    from formengine.forms.node import Node

MAX_ROWS = 500
MAX_LEVELS = 64


@lru_cache(maxsize=32768)
def element_id(pointer: str) -> str:
    """The id of the element that stands for the value at `pointer`: f and a number, the same in every render."""
    return f"f{int.from_bytes(blake2b(pointer.encode('utf-8', 'replace'), digest_size=6).digest(), 'big')}"


class Posted:
    """What a browser posted: names and their values, in a MultiDict or a plain mapping."""

    def __init__(self, formdata: Any) -> None:
        data = formdata if hasattr(formdata, "getlist") else _Plain(formdata or {})
        if any("\r" in name for name in data):  # a browser writes the line feeds of names as CR LF
            data = _Plain({name.replace("\r\n", "\n"): data.getlist(name) for name in data})
        self._data = data
        self._prefixes: dict[str, dict[str, None]] | None = None

    def getlist(self, name: str) -> list[str]:
        found: list[str] = self._data.getlist(name)
        return found

    def __contains__(self, name: str) -> bool:
        return name in self._data

    def last(self, name: str) -> str | None:
        found = self._data.getlist(name)
        return found[-1] if found else None

    def segments(self, pointer: str) -> dict[str, None]:
        """The segments that follow `pointer` in the posted names."""
        if self._prefixes is None:
            self._prefixes = {}
            for name in self._data:
                bare = name.partition(":")[2] if name.startswith("_") else name
                parts = bare.split("/")[1:]
                for depth, part in enumerate(parts[:64]):
                    self._prefixes.setdefault("/".join(["", *parts[:depth]]), {})[part] = None
        return self._prefixes.get(pointer, {})

    def reaches(self, pointer: str) -> bool:
        """Whether anything was posted for the value at `pointer` or inside it."""
        return pointer in self._data or bool(self.segments(pointer))


class _Plain(dict[str, Any]):
    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)

    def getlist(self, name: str) -> list[str]:
        if name not in self:
            return []
        value = self[name]
        return [str(item) for item in value] if isinstance(value, list | tuple) else [str(value)]


class Control(Field):
    """One value's field. `data` is its JSON value, ABSENT where there is none; `entries` are the fields inside it that
    were drawn."""

    entries: Sequence["Control"] = ()

    def __init__(self, node: "Node", name: str, *, _form: "PageForm", data: Any = ABSENT) -> None:
        self.node = node
        self.name = self.short_name = name
        self._form = _form
        self.data = data

    # What WTForms' own constructor makes for each field, here only when somebody asks.
    @property
    def id(self) -> str:
        return element_id(self.pointer)

    @property
    def meta(self) -> Any:
        return self._form.meta

    @property
    def label(self) -> str:
        return self.node.label

    @property
    def type(self) -> str:
        return self.node.kind.name

    @property
    def pointer(self) -> str:
        return "" if self.name == "#" else self.name

    @property
    def errors(self) -> Iterable[str]:
        return self._form.drawing.problems.get(self.pointer, ())

    @property
    def form(self) -> "PageForm":
        return self._form

    def process(self, formdata: Any, data: Any = ABSENT, extra_filters: Any = None) -> None:
        if formdata is None:
            self.data = data
            return
        if self.name.count("/") > MAX_LEVELS:
            self.data = ABSENT
            return
        self.node = self.node.posted(formdata.last(f"_kind:{self.name}"))
        self.raw_data = formdata.getlist(self.name)
        self.data = self.node.kind.read(self, formdata)

    def __call__(self, **kwargs: object) -> Markup:
        return Markup(self.node.kind.draw(self))

    def __str__(self) -> str:
        return self()

    __html__ = __call__

    def child(self, node: "Node", token: str, data: Any = ABSENT) -> "Control":
        """The control of a value inside this one."""
        name = f"{self.pointer}/{escape_token(token)}"
        node = node.drawing(data)
        return node.kind.field(node, name, _form=self._form, data=data)

    def holes(self) -> dict[str, str]:
        """What every kind's template leaves open: id, name, error, note and what ties them to the control."""
        drawing = self._form.drawing
        pointer = self.pointer
        number = element_id(pointer)
        node = self.node
        if pointer not in drawing.problems and pointer not in drawing.notes:
            return {
                "id": number,
                "name": str(escape(self.name)),
                "error_class": "",
                "control_error": "",
                "error": "",
                "note": "",
                "described": f' aria-describedby="{number}-hint"' if node.hint else "",
            }
        described = [f"{number}-hint"] if node.hint else []
        note, error = drawing.notes.get(pointer, ""), drawing.problems.get(pointer, ())
        if note:
            described.append(f"{number}-note")
            note = f'<p id="{number}-note" class="govuk-hint fe-note">{escape(note)}</p>'
        text = ""
        if error:
            described.append(f"{number}-error")
            lines = "<br>".join(str(escape(message)) for message in error)
            text = (
                f'<p id="{number}-error" class="govuk-error-message">'
                f'<span class="govuk-visually-hidden">{drawing.error_word}</span> {lines}</p>'
            )
        return {
            "id": number,
            "name": str(escape(self.name)),
            "error_class": " govuk-form-group--error" if error else "",
            "control_error": f" {node.kind.error_class}" if error and node.kind.error_class else "",
            "error": text,
            "note": note,
            "described": f' aria-describedby="{" ".join(described)}"' if described else "",
        }


def tied(described: str, element: str) -> str:
    """The attribute `described` with one more element that describes the control."""
    return f'{described[:-1]} {element}"' if described else f' aria-describedby="{element}"'


@dataclass(frozen=True, slots=True)
class FileShown:
    """An enclosed file as the application names it: what it is called, and where it can be looked at, if anywhere."""

    name: str
    address: str = ""


class Drawing:
    """What one page's drawing knows besides the values."""

    __slots__ = ("day", "error_word", "files", "focus", "hidden", "lists", "live", "notes", "problems", "root")

    def __init__(self, root: Any, hidden: frozenset[str], lists: Any, day: Any) -> None:
        self.root = root
        self.hidden = hidden
        self.lists = lists
        self.day = day
        self.problems: dict[str, list[str]] = {}
        self.notes: Mapping[str, str] = {}
        self.files: Mapping[str, FileShown] = {}
        self.live: Mapping[Any, str] = {}
        self.error_word = ""
        self.focus: str | None = None

    def takes_focus(self, pointer: str) -> str:
        """The attribute that puts the focus where a button led, on the outermost element that stands for it."""
        if self.focus != pointer:
            return ""
        self.focus = None
        return " autofocus"


class PageForm(BaseForm):
    """The controls of one page, by pointer."""

    def __init__(self, drawing: Drawing, meta: Any = None) -> None:
        super().__init__({}, prefix="", meta=meta or _META)
        self.drawing = drawing
        self.choices: dict[str, int] = {}

    def add(self, control: Control) -> Control:
        self._fields[control.name] = control
        return control


class _Meta:
    """No CSRF and no translations of WTForms' own: the application adds the one, the engine speaks for itself."""

    csrf = False
    locales = False

    def get_translations(self, form: Any) -> Any:
        return None

    def wrap_formdata(self, form: Any, formdata: Any) -> Any:
        return formdata

    def render_field(self, field: Any, render_kw: dict[str, Any]) -> Markup:
        return Markup(field())


_META = _Meta()
