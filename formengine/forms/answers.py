"""What was just read from a browser: a document, and what the document alone cannot tell."""

from typing import Any


class Remembering:
    """`choices`: the branch that was chosen, by pointer, where nothing is filled in yet. `focus`: the pointer of what
    a button just made, moved or uncovered, None where none was pressed."""

    choices: dict[str, int]
    focus: str | None


class Answers(Remembering, dict[str, Any]):
    """An object."""


class AnswerRows(Remembering, list[Any]):
    """An array."""


class Unanswered(Remembering, str):
    """A root that is neither, of which nothing but a branch was chosen yet: an empty text, as in a new row."""


def remembering(document: Any, choices: dict[str, int], focus: str | None) -> Any:
    """`document` with what drawing it again needs; a plain value has nothing to remember."""
    made: Answers | AnswerRows | Unanswered
    if isinstance(document, dict):
        made = Answers(document)
    elif isinstance(document, list):
        made = AnswerRows(document)
    elif document == "" and choices:
        made = Unanswered()
    else:
        return document
    made.choices, made.focus = choices, focus
    return made
