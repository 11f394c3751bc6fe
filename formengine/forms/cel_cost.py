"""How long an expression may take on the largest answers that the schema allows, in microseconds.

Weights were measured with common-expression-language 0.10: handing a list out copies it, and `map` and `filter` copy
what they have made so far with each entry.
"""

from collections.abc import Mapping

from formengine.forms.cel_syntax import Term
from formengine.forms.cel_types import Kind, infer, item_of
from formengine.forms.shapes import gather

STEP, CALL, ROUND, COPY = 0.3, 5.0, 1.0, 0.1


def time_of(term: Term, known: Mapping[str, Kind]) -> float:
    """The microseconds that `term` takes at most. Its types have been inferred before."""
    own = STEP if term.kind not in ("call", "name") else CALL if term.kind == "call" else 0.0
    if term.kind == "macro":
        return _macro(term, known)
    time = own + sum(time_of(part, known) for part in term.parts)
    if term.kind in ("member", "index"):
        time += _copied(infer(term, known))
    return time


def _copied(kind: Kind) -> float:
    return COPY * kind.most * _fields(item_of(kind)) if kind.names == {"list"} else 0.0


def _macro(term: Term, known: Mapping[str, Kind]) -> float:
    values = infer(term.parts[0], known)
    item = item_of(values)
    inner = {**known, term.parts[1].word: item}
    count = values.most
    time = time_of(term.parts[0], known)
    time += count * (ROUND + sum(time_of(part, inner) for part in term.parts[2:]))
    if term.word in ("map", "filter"):
        made = item if term.word == "filter" else infer(term.parts[-1], inner)
        time += count * count * COPY * _fields(made) / (1 if term.word == "filter" else 4)
    return time


def _fields(kind: Kind) -> int:
    """How many values one value holds, itself included; of groups those directly in it."""
    if "map" not in kind.names or not kind.fragments:
        return 1
    return 1 + len(gather(list(kind.fragments)).properties)
