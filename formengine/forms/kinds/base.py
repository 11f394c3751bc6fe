"""What every kind of field is: one small class with all its faces, and a template named after it."""

import unicodedata
from typing import TYPE_CHECKING, Any, ClassVar

from markupsafe import escape

from formengine.forms.controls import Control, Drawing, PageForm, Posted
from formengine.forms.pointers import ABSENT
from formengine.forms.shapes import Shape

if TYPE_CHECKING:
    from formengine.forms.builder import Builder
    from formengine.forms.node import Node


class Kind:
    """A kind of field.

    `name`: its name in `x-widget` and in the registry. `template`: the file under templates/kinds/.
    `rank`: kinds are asked in this order whether a schema fits; a plug-in takes less than 100 to be asked first.
    """

    name: ClassVar[str]
    template: ClassVar[str] = ""
    rank: ClassVar[int] = 100
    field: ClassVar[type[Control]] = Control
    error_class: ClassVar[str] = ""

    def fits(self, shape: Shape) -> bool:
        """Whether a value of this shape can be drawn by this kind, without loss."""
        raise NotImplementedError

    def holds(self, node: "Node", value: Any) -> bool:
        """Whether `value`, drawn by this kind and posted back, is the same; else the chooser of every type draws it."""
        return True

    def compile(self, node: "Node", builder: "Builder") -> None:
        """Put into `node.facts` and `node.children` what is the same for every citizen."""

    def read(self, control: Control, posted: Posted) -> Any:
        """The JSON value that was posted for `control`, ABSENT where none was; other text stays text."""
        raise NotImplementedError

    def draw(self, control: Control) -> str:
        """The HTML of `control`."""
        raise NotImplementedError

    def draw_extra(self, control: Control, value: Any) -> str:
        """The HTML of what a value holds though its schema does not name it; a group has such."""
        return ""

    def read_extra(self, control: Control, posted: Posted, found: dict[str, Any]) -> None:
        """Put into `found` what was posted for names that the schema does not have."""

    def show(self, node: "Node", value: Any, context: Any) -> str:
        """`value` as text for the summary, a paper or a list."""
        return str(value)


def one_text(control: Control, posted: Posted) -> Any:
    """The text posted for `control`: normalised, ABSENT where empty, the list of all where a name came twice."""
    found = posted.getlist(control.name)
    if len(found) > 1:
        return [clean_text(text) for text in found]
    text = clean_text(found[0]) if found else ""
    if not text:
        return "" if found and keeps_empty(control, posted) else ABSENT
    return text


def keeps_empty(control: Control, posted: Posted) -> bool:
    return posted.last(f"_kind:{control.name}") == "empty"


def comes_back(kind: Kind, node: "Node", boxes: dict[str, str], value: Any) -> bool:
    """Whether `kind` reads `value` from the texts in its boxes; a box is named by what stands before the pointer."""
    if "\n" in "".join(boxes.values()):
        return False  # a box of one line drops it
    control = Control(node, "/", _form=PageForm(Drawing(None, frozenset(), None, None)))
    return bool(kind.read(control, Posted({f"{prefix}/": text for prefix, text in boxes.items()})) == value)


def empty_box(control: Control, meant: bool) -> str:
    """What keeps an empty value apart from none: a box that a person ticks; in a definition, where an answer that is
    not given is absent, a note to the form itself where the document holds one."""
    holes = {"id": control.id, "name": str(escape(control.name))}
    if control.node.quiet or control.node.read_only:
        return f'<input type="hidden" name="_kind:{holes["name"]}" value="empty">' if meant else ""
    return control.node.fill(
        {**holes, "open": " open" if meant else "", "checked": " checked" if meant else ""}, "empty"
    )


def empty_row(node: "Node") -> Any:
    """The value of a row or entry in which nothing was answered: it keeps its place."""
    types = node.shape.types
    if "object" in types:
        return {}
    if types == ("array",):
        return []
    return None if types == ("null",) else ""


def clean_text(text: str) -> str:
    """`text` in NFC with line feeds; a control character becomes U+FFFD, so that it is seen and never stored."""
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join("\ufffd" if _is_unwelcome(sign) else sign for sign in text)
    return unicodedata.normalize("NFC", text)


def _is_unwelcome(sign: str) -> bool:
    code = ord(sign)
    return (code < 32 and sign not in "\t\n") or 0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000
