"""FormEngine: a JSON file becomes a form, a form becomes a routed submission."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from formengine.forms import DefinitionError, Problem, compile_form, load_definition

__all__ = ["DefinitionError", "Problem", "compile_form", "load_definition"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from formengine import forms

    return getattr(forms, name)
