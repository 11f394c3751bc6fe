"""The form engine alone: against the same form written by hand with WTForms and Jinja, and against itself."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import rjsf
from jinja2 import Environment
from wtforms import Form, FormField, SelectField, StringField, TextAreaField, validators

from formengine import compile_form
from formengine.forms.compiled import Blueprint, CompiledForm

LISTS = (54, 56, 58, 60, 62, 63)
PERSON = ("full_name", "birth_date", "phone", "email", "id_number", "job", "street", "ward")
TEXTS = 45 - len(LISTS) - 2 * len(PERSON)
HINT = "Ghi đúng như trên giấy tờ."
# The controls of one field as a page of this product has them: label, hint, message, control.
TEMPLATE = """
{%- macro control(field) -%}
<div class="govuk-form-group{% if field.errors %} govuk-form-group--error{% endif %}">
<label class="govuk-label" for="{{ field.id }}">{{ field.label.text }}</label>
<div class="govuk-hint" id="{{ field.id }}-hint">{{ field.description }}</div>
{% for error in field.errors %}<p class="govuk-error-message">{{ error }}</p>{% endfor %}
{{ field(class="govuk-input", **{"aria-describedby": field.id ~ "-hint"}) }}
</div>
{%- endmacro -%}
{%- for field in form -%}
{%- if field.type == "FormField" -%}
<fieldset class="govuk-fieldset"><legend>{{ field.label.text }}</legend>
{% for inner in field %}{{ control(inner) }}{% endfor %}</fieldset>
{%- else -%}{{ control(field) }}{%- endif -%}
{%- endfor -%}
"""


def figures() -> Iterator[tuple[str, float, float, str, str]]:
    """(what, value, limit, unit, remark) of each figure."""
    ours, by_hand = _both(_engine(), _by_hand())
    yield "45-field form against hand-written", ours / by_hand, 0.25, "times", f"{ours:.2f} ms to {by_hand:.2f} ms"
    few, many = _both(_list_of(5), _list_of(500))
    yield "a list of 500 against one of 5", many - few, 0.2, "ms more", f"{few:.3f} ms to {many:.3f} ms"
    alone, among = _both(_page_of(1), _page_of(20))
    remark = f"{alone:.2f} ms to {among:.2f} ms"
    yield "a page of a 500-field form against a form of that page", among / alone, 1.2, "times", remark
    quick, slow = _judges()
    yield "judging a valid document against jsonschema", quick / slow, 0.1, "times", f"{quick:.3f} ms to {slow:.2f} ms"


def against_react(folder: Path) -> tuple[float, float, int]:
    """(our milliseconds, theirs, controls) of the same schema and document. Raises rjsf.NotMeasured."""
    theirs, controls, options = rjsf.milliseconds(_schema(), _document(), folder)
    work = _engine()
    html = str(work())
    assert controls == sum(html.count(f"<{tag}") for tag in ("input", "select", "textarea"))
    assert options == html.count("<option")
    ours, _again = _both(work, work)
    return ours, theirs, controls


def _both(first: Callable[[], object], second: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds of each: the quickest of interleaved rounds, for what disturbs them only ever adds."""
    best = [float("inf"), float("inf")]
    for _round in range(25):
        for place, work in enumerate((first, second)):
            began = time.perf_counter()
            for _time in range(4):
                work()
            best[place] = min(best[place], (time.perf_counter() - began) / 4)
    return 1000 * best[0], 1000 * best[1]


def _codes(size: int) -> list[tuple[str, str]]:
    return [(f"c{number:03d}", f"Mục số {number}") for number in range(size)]


def _schema() -> dict[str, Any]:
    def text(title: str) -> dict[str, Any]:
        return {"type": "string", "title": title, "x-help": HINT, "maxLength": 200}

    properties: dict[str, Any] = {f"text_{number}": text(f"Nội dung {number}") for number in range(TEXTS)}
    for number, size in enumerate(LISTS):
        choices = [{"const": code, "title": label} for code, label in _codes(size)]
        listed = {"type": "string", "title": f"Danh sách {number}", "x-help": HINT, "oneOf": choices}
        properties[f"list_{number}"] = listed
    person = {"type": "object", "title": "Người", "properties": {name: text(name) for name in PERSON}}
    properties |= {"father": {**person, "title": "Cha"}, "mother": {**person, "title": "Mẹ"}}
    return {"type": "object", "required": list(properties), "properties": properties}


def _document() -> dict[str, Any]:
    person = dict.fromkeys(PERSON, "Nội dung mẫu")
    lists = {f"list_{number}": f"c{size - 3:03d}" for number, size in enumerate(LISTS)}
    return {**{f"text_{n}": "Nội dung mẫu" for n in range(TEXTS)}, **lists, "father": person, "mother": person}


def _engine() -> Callable[[], object]:
    form, document = CompiledForm(_schema(), "vi", Blueprint()), _document()
    return lambda: form.render(document)


def _by_hand() -> Callable[[], object]:
    needed = [validators.InputRequired(), validators.Length(max=200)]
    person = type("PersonForm", (Form,), {name: StringField(name, needed, description=HINT) for name in PERSON})
    fields: dict[str, Any] = {
        f"text_{n}": StringField(f"Nội dung {n}", needed, description=HINT) for n in range(TEXTS - 1)
    }
    fields[f"text_{TEXTS - 1}"] = TextAreaField("Nội dung cuối", needed, description=HINT)
    for number, size in enumerate(LISTS):
        fields[f"list_{number}"] = SelectField(f"Danh sách {number}", choices=_codes(size), description=HINT)
    fields |= {"father": FormField(person, "Cha"), "mother": FormField(person, "Mẹ")}
    made = type("ByHand", (Form,), fields)
    template, document = Environment(autoescape=True).from_string(TEMPLATE), _document()
    return lambda: template.render(form=made(data=document))


def _list_of(size: int) -> Callable[[], object]:
    choices = [{"const": code, "title": label} for code, label in _codes(size)]
    form = compile_form({"type": "object", "properties": {"one": {"type": "string", "oneOf": choices}}})
    return lambda: form.render({"one": "c003"})


def _page_of(pages: int) -> Callable[[], object]:
    """One page of 25 text fields out of a form of so many pages."""
    names = [f"text_{number}" for number in range(25 * pages)]
    schema = {"type": "object", "properties": {name: {"type": "string", "title": name} for name in names}}
    blueprint = Blueprint(
        pages=[
            {"title": f"Trang {page}", "items": [f"/{name}" for name in names[25 * page : 25 * page + 25]]}
            for page in range(pages)
        ]
    )
    form, document = CompiledForm(schema, "vi", blueprint), dict.fromkeys(names, "Nội dung mẫu")
    return lambda: form.render(document, page=0)


def _judges() -> tuple[float, float]:
    schema, document = _schema(), _document()
    judge, peer = CompiledForm(schema, "vi", Blueprint()).judge, jsonschema.Draft202012Validator(schema)
    return _both(lambda: judge.is_valid(document), lambda: list(peer.iter_errors(document)))
