"""CEL's grammar, read into terms: the compiled program does not tell what it is made of, and types hang on that."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>(?:\d+\.\d*|\.\d+|\d+)(?:[eE][+-]?\d+)?[uU]?|0x[0-9A-Fa-f]+[uU]?)
    | (?P<text>[rRbB]{0,2}(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"))
    | (?P<name>[A-Za-z_]\w*)
    | (?P<sign>\|\||&&|==|!=|<=|>=|[-+*/%!<>?:.,()\[\]{}])
    )""",
    re.VERBOSE,
)
_LEVELS = (("||",), ("&&",), ("==", "!=", "<", "<=", ">", ">=", "in"), ("+", "-"), ("*", "/", "%"))
MACROS = frozenset({"all", "exists", "exists_one", "map", "filter"})


@dataclass(frozen=True)
class Term:
    """A part of an expression.

    `kind` is int, double, string, bool, null, name, member, index, list, map, call, macro, not, minus, choice or
    binary; `word` the name, the operator or the literal; `parts` what it is made of (of a method or macro the value
    before the dot comes first).
    """

    kind: str
    word: str = ""
    parts: tuple["Term", ...] = field(default=())


class SyntaxFault(ValueError):
    """A text that this grammar does not read, though CEL's compiler might."""


def parse_expression(text: str) -> Term:
    """The term that `text` says. Raises SyntaxFault."""
    reader = _Reader(list(_tokens(text)))
    found = reader.choice()
    if reader.sign:
        raise SyntaxFault(f"unexpected {reader.sign!r}")
    return found


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    position, end = 0, len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        if match is None:
            raise SyntaxFault(f"unexpected {text[position : position + 10]!r}")
        kind = str(match.lastgroup)
        yield kind, match.group(kind)
        position = match.end()


class _Reader:
    """Reads tokens from left to right."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._position = 0

    @property
    def _kind(self) -> str:
        return self._tokens[self._position][0] if self._position < len(self._tokens) else ""

    @property
    def sign(self) -> str:
        return self._tokens[self._position][1] if self._position < len(self._tokens) else ""

    def _take(self, wanted: str = "") -> str:
        found = self.sign
        if not found or (wanted and (found != wanted or self._kind == "text")):
            raise SyntaxFault(f"expected {wanted or 'a value'!r}, found {found or 'the end'!r}")
        self._position += 1
        return found

    def _passes(self, *signs: str) -> str:
        if self.sign in signs and self._kind != "text":
            return self._take()
        return ""

    def choice(self) -> Term:
        found = self._binary(0)
        if self._passes("?"):
            first = self._binary(0)
            self._take(":")
            found = Term("choice", "?", (found, first, self.choice()))
        return found

    def _binary(self, level: int) -> Term:
        if level == len(_LEVELS):
            return self._unary()
        found = self._binary(level + 1)
        while operator := self._passes(*_LEVELS[level]):
            found = Term("binary", operator, (found, self._binary(level + 1)))
        return found

    def _unary(self) -> Term:
        if self._passes("!"):
            return Term("not", "!", (self._unary(),))
        if self._passes("-"):
            return Term("minus", "-", (self._unary(),))
        return self._reached(self._primary())

    def _reached(self, found: Term) -> Term:
        while sign := self._passes(".", "["):
            if sign == "[":
                found = Term("index", "[]", (found, self.choice()))
                self._take("]")
                continue
            name = self._take()
            if not self._passes("("):
                found = Term("member", name, (found,))
            else:
                arguments = self._several(")")
                kind = "macro" if name in MACROS else "call"
                found = Term(kind, name, (found, *arguments))
        return found

    def _several(self, end: str) -> tuple[Term, ...]:
        found: list[Term] = []
        while not self._passes(end):
            if found:
                self._take(",")
            found.append(self.choice())
        return tuple(found)

    def _primary(self) -> Term:
        kind = self._kind
        if kind == "text":
            return Term("string", self._take())
        if kind == "number":
            word = self._take()
            return Term("double" if re.search(r"[.eE]", word) and not word.startswith("0x") else "int", word)
        if kind == "name":
            return self._named(self._take())
        if self._passes("("):
            found = self.choice()
            self._take(")")
            return found
        if self._passes("["):
            return Term("list", "[]", self._several("]"))
        if self._passes("{"):
            return self._map()
        raise SyntaxFault(f"expected a value, found {self.sign or 'the end'!r}")

    def _named(self, name: str) -> Term:
        if name in ("true", "false"):
            return Term("bool", name)
        if name == "null":
            return Term("null", name)
        if self._passes("("):
            return Term("call", name, self._several(")"))
        return Term("name", name)

    def _map(self) -> Term:
        found: list[Term] = []
        while not self._passes("}"):
            if found:
                self._take(",")
            found.append(self.choice())
            self._take(":")
            found.append(self.choice())
        return Term("map", "{}", tuple(found))
