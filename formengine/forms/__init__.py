"""From a JSON Schema, or a procedure's definition, to a form that is drawn, read and judged on the server."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from formengine.forms.checker import check_definition
    from formengine.forms.compiled import CompiledForm, compile_form
    from formengine.forms.definition import Definition
    from formengine.forms.loading import load_definition
    from formengine.forms.problems import DefinitionError, Problem, Untypeable

__all__ = [
    "CompiledForm",
    "Definition",
    "DefinitionError",
    "Problem",
    "Untypeable",
    "check_definition",
    "compile_form",
    "load_definition",
]

_HOMES = {
    "CompiledForm": "compiled",
    "compile_form": "compiled",
    "Definition": "definition",
    "load_definition": "loading",
    "check_definition": "checker",
    "DefinitionError": "problems",
    "Problem": "problems",
    "Untypeable": "problems",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"formengine.forms.{_HOMES[name]}"), name)
