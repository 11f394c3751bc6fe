"""What a browser would post of some HTML: the successful controls, in order."""

from html.parser import HTMLParser

from werkzeug.datastructures import MultiDict


class _Controls(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pairs: list[tuple[str, str]] = []
        self.names: set[str] = set()  # of the controls that a person sees and the browser sends
        self.ids: list[str] = []
        self._select: tuple[str, list[tuple[str, bool]]] | None = None
        self._area: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if "id" in found:
            self.ids.append(found["id"])
        name = found.get("name")
        if tag == "input" and name is not None:
            kind = found.get("type", "text")
            if kind not in ("hidden", "file") and ("checked" in found or kind not in ("checkbox", "radio")):
                self.names.add(name)
            if kind in ("checkbox", "radio"):
                if "checked" in found:
                    self.pairs.append((name, found.get("value", "on")))
            elif kind not in ("file", "submit", "button"):
                value = found.get("value") or ""
                self.pairs.append((name, value if kind == "hidden" else value.replace("\n", "").replace("\r", "")))
        elif tag == "select":
            self._select = (name, [])
            self.names.add(name)
        elif tag == "option" and self._select:
            self._select[1].append((found.get("value", ""), "selected" in found))
        elif tag == "textarea":
            self._area = (name, [])
            self.names.add(name)

    def handle_data(self, data):
        if self._area:
            self._area[1].append(data)

    def handle_endtag(self, tag):
        if tag == "select" and self._select:
            name, options = self._select
            chosen = [value for value, selected in options if selected] or [value for value, _ in options[:1]]
            if chosen:
                self.pairs.append((name, chosen[-1]))
            self._select = None
        elif tag == "textarea" and self._area:
            name, parts = self._area
            text = "".join(parts)
            self.pairs.append((name, text.removeprefix("\n").replace("\n", "\r\n")))
            self._area = None


def controls(html) -> _Controls:
    parser = _Controls()
    parser.feed(str(html))
    parser.close()
    return parser


def sent(html) -> list[tuple[str, str]]:
    """The names and values that a browser sends; it writes a line feed in a name as CR LF."""
    return [(name.replace("\n", "\r\n"), value) for name, value in controls(html).pairs]


def posted(html, **more) -> MultiDict:
    """The MultiDict that a browser posts of `html`; `more` adds or replaces, a value of None leaves out."""
    data = MultiDict(sent(html))
    for name, value in more.items():
        data.setlist(name, [value]) if value is not None else data.poplist(name)
    return data


def posted_with(html, changes: dict) -> MultiDict:
    """What is posted after a person changed some controls: {name: text, list of texts, or None}."""
    data = MultiDict(sent(html))
    for name, value in changes.items():
        if value is None:
            data.poplist(name)
        else:
            data.setlist(name, value if isinstance(value, list) else [value])
    return data
