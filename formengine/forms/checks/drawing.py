"""Whether every question can be drawn, and as its author asked; whether the examples hold."""

from collections.abc import Iterator
from typing import Any

from formengine.forms.judging import Judge
from formengine.forms.pointers import join_pointer
from formengine.forms.problems import DefinitionError, Problem


def drawing_problems(data: dict[str, Any]) -> Iterator[Problem]:
    """Properties that no kind of field can draw."""
    schemas: list[tuple[tuple[object, ...], Any]] = [(("schema",), data["schema"])]
    schemas += [(("step_forms", name), schema) for name, schema in (data.get("step_forms") or {}).items()]
    for place, schema in schemas:
        yield from _of_one(schema, place)


def _of_one(schema: dict[str, Any], place: tuple[object, ...]) -> Iterator[Problem]:
    from formengine.forms.builder import Builder

    try:
        builder = Builder(schema, Judge(schema), "vi")
        root = builder.root()
    except DefinitionError as error:
        prefix = join_pointer(place)
        yield from (Problem(prefix + problem.pointer, problem.keyword, problem.message) for problem in error.problems)
        return
    if root.shape.types != ("object",):
        yield Problem(
            join_pointer(place), "type", 'the schema of a definition describes an object: write "type": "object"'
        )
    for pointer, node in builder.made():
        wanted = node.shape.get("x-widget")
        if wanted and node.kind.name not in (wanted, "computed"):
            yield Problem(
                join_pointer(place),
                "x-widget",
                f"{pointer}: {wanted!r} cannot draw this; the schema fits {node.kind.name!r}",
            )
        if not node.shape.types and not node.shape.unions and "enum" not in node.shape.keywords:
            yield Problem(join_pointer(place), "type", f'{pointer}: say which "type" the answer has')
