"""The shipped procedures: sound, complete in both languages, and doing what their own examples say."""

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from formengine.forms import Definition, check_definition, load_definition
from formengine.forms.definition import UNITS, Example
from formengine.forms.pointers import ABSENT, follow, split_pointer
from formengine.registers.calendars import public_holidays
from formengine.resources import folder
from submissions.calendar import Calendar
from submissions.clock import Limit, due

CODES = (
    "1.000656", "1.001193", "1.001612", "1.003677", "1.004194", "1.004873", "1.009645", "1.009748", "1.010727",
    "1.013225", "1.013831", "2.000205", "2.000815", "2.000986", "3.000182", "3.000333", "BC-CCHC", "KN-DN", "LT-BHYT",
    "LT-THUONGTRU", "NB-NGHIPHEP",
)  # fmt: skip
# What the law and the published procedures ask for: fields, columns of their tables, attachments, steps with limits.
MAPPING = json.loads((Path(__file__).parent / "mapping.json").read_bytes())
TEXTS = ("title", "description", "help", "message", "section", "text", "basis", "x-help")


@cache
def definition(code: str) -> Definition:
    return load_definition(Path(str(folder("form_definitions"))) / f"{code}.json")


def examples() -> list[Any]:
    return [
        pytest.param(code, number, id=f"{code}-{number}")
        for code in CODES
        for number in range(len(definition(code).examples))
    ]


def filed(example: Example) -> datetime:
    return datetime.fromisoformat(example.filing["at"])


def computed(code: str, example: Example) -> dict[str, Any]:
    made = definition(code)
    day = filed(example).date()
    document: dict[str, Any] = made.form().compute(
        json.loads(json.dumps(example.document)), day, made.setting_values(), filed_on=day
    )
    return document


def case_object(code: str, example: Example) -> dict[str, Any]:
    made = definition(code)
    facts = {
        "document": computed(code, example),
        "forms": example.forms,
        "filing": example.filing,
        "settings": made.setting_values(),
    }
    return {**facts, "case": made.find_case(facts).case}


def human_texts(value: Any) -> Iterator[str]:
    """Every text for people in a definition."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key in {"examples", "translations"}:
                continue
            if key in TEXTS and isinstance(item, str):
                yield item
            elif key == "x-message":
                yield from [item] if isinstance(item, str) else item.values()
            elif key in {"applicants", "legal_basis"} and isinstance(item, list):
                yield from item
            else:
                yield from human_texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from human_texts(item)


def test_all_of_these_are_shipped_and_nothing_else() -> None:
    place = Path(str(folder("form_definitions")))
    assert {path.stem for path in place.glob("*.json")} == set(CODES) == set(MAPPING)


@pytest.mark.parametrize("code", CODES)
def test_the_checker_finds_no_problem(code: str) -> None:
    source = (Path(str(folder("form_definitions"))) / f"{code}.json").read_bytes()
    assert check_definition(source) == []


@pytest.mark.parametrize("code", CODES)
def test_every_text_has_its_english(code: str) -> None:
    made = definition(code)
    bundled = json.loads(made.source)
    missing = {text for text in human_texts(bundled) if text not in made.translations["en"]}
    assert not missing


@pytest.mark.parametrize("code", CODES)
def test_every_listed_field_is_asked(code: str) -> None:
    form = definition(code).form()
    asked = {pointer for page in form.pages() for pointer in page.pointers}
    for pointer in MAPPING[code]["fields"]:
        assert form.label_at(pointer) != pointer, pointer
        assert any(pointer == place or pointer.startswith(place + "/") for place in asked), f"{pointer} is on no page"


LISTED = [
    pytest.param(code, pointer, id=f"{code}{pointer}")
    for code in CODES
    for pointer in MAPPING[code].get("required", ())
    if pointer not in definition(code).computed
]


@pytest.mark.parametrize(("code", "pointer"), LISTED)
def test_what_the_law_requires_cannot_be_left_out(code: str, pointer: str) -> None:
    """Left out of an example that answers it, the place itself or one above it is told."""
    made = definition(code)
    way = split_pointer(pointer)
    answering = [n for n, example in enumerate(made.examples) if follow(example.document, way) is not ABSENT]
    assert answering, "no example answers it"
    told = changed(code, answering[0], pointer, ABSENT)
    assert [one for one in told if one == pointer or pointer.startswith(one + "/")], told


@pytest.mark.parametrize("code", CODES)
def test_choices_are_as_many_as_the_law_lists(code: str) -> None:
    schema = json.loads(definition(code).source)["schema"]
    listed = MAPPING[code].get("choices", {})
    assert {pointer: choices(schema, pointer) for pointer in listed} == listed


def choices(whole: dict[str, Any], pointer: str) -> int:
    """How many answers the schema offers at a pointer; two where it is yes or no."""
    parts = {part.get("$id"): part for part in whole.get("$defs", {}).values()}
    place = whole
    for name in split_pointer(pointer):
        place = place["properties"][name]
        place = {**parts[place["$ref"]], **place} if "$ref" in place else place
    if place["type"] == "boolean":
        return 2
    place = place["items"] if place["type"] == "array" else place
    return len(place.get("oneOf") or place["enum"])


@pytest.mark.parametrize("code", CODES)
def test_the_results_have_the_codes_of_the_national_catalogue(code: str) -> None:
    assert {result.code for result in definition(code).results} >= set(MAPPING[code].get("results", ()))


@pytest.mark.parametrize("code", CODES)
def test_tables_have_every_listed_column(code: str) -> None:
    schema = json.loads(definition(code).source)["schema"]
    for pointer, columns in MAPPING[code]["rows"].items():
        table = schema
        for name in split_pointer(pointer):
            table = table["properties"][name]
        assert len(table["items"]["properties"]) >= columns, pointer


@pytest.mark.parametrize("code", CODES)
def test_every_listed_attachment_is_there(code: str) -> None:
    assert set(MAPPING[code]["attachments"]) <= {item.code for item in definition(code).attachments}


@pytest.mark.parametrize("code", CODES)
def test_every_listed_step_is_there_with_its_limit(code: str) -> None:
    made = definition(code)
    steps = {step.step: step for stage in made.route for step in stage.steps}
    for name, limit in MAPPING[code]["steps"].items():
        found = made.resolve_limit(steps[name].limit, {"settings": made.setting_values()})
        if limit:
            assert found is not None
            assert f"{found['amount']} {found['unit']}" == limit, name


@pytest.mark.parametrize("code", CODES)
def test_step_forms_and_papers_that_a_step_names_exist(code: str) -> None:
    made = definition(code)
    for stage in made.route:
        for step in stage.steps:
            assert not step.step_form or made.step_form(step.step_form, "en").root is not None
            assert set(step.signs.values()) <= set(made.papers)
    assert {result.paper for result in made.results} <= set(made.papers)


@pytest.mark.parametrize("code", CODES)
def test_desks_see_a_few_telling_columns(code: str) -> None:
    columns = definition(code).form().list_columns()
    assert columns and len(columns) <= 4


@pytest.mark.parametrize("code", CODES)
def test_no_personal_number_stands_in_a_list(code: str) -> None:
    form = definition(code).form()
    assert not [pointer for pointer, _ in form.list_columns() if "number" in pointer or "id_" in pointer]


@pytest.mark.parametrize(("code", "number"), examples())
def test_an_example_is_a_valid_document(code: str, number: int) -> None:
    example = definition(code).examples[number]
    day = filed(example).date()
    assert definition(code).form().check(computed(code, example), today=day, filed_on=day) == []


@pytest.mark.parametrize(("code", "number"), examples())
def test_an_example_gives_its_case_attachments_steps_and_fee(code: str, number: int) -> None:
    made = definition(code)
    example = made.examples[number]
    facts = case_object(code, example)
    assert {
        "case": facts["case"],
        "attachments": [item.code for item in made.needed_attachments(facts)],
        "steps": [step.step for stage in made.active_route(facts) for step in stage.steps],
        "fee": sum(charge.amount for charge in made.fees_due(facts)),
    } == {name: value for name, value in example.expect.items() if name != "due"}


@pytest.mark.parametrize(("code", "number"), examples())
def test_an_example_is_due_on_the_day_counted_by_hand(code: str, number: int) -> None:
    made = definition(code)
    example = made.examples[number]
    facts = case_object(code, example)
    case = made.find_case(facts)
    limit = made.resolve_limit(case.time_limit, facts)
    if limit is None:
        assert case.no_appointment and "due" not in example.expect
        return
    off, working = public_holidays("VN", 2027)
    cut_off = made.cut_off(made.setting_values())
    found = due(Limit(limit["amount"], limit["unit"]), filed(example), Calendar(off=off, working=working), cut_off)
    assert Calendar().local(found.at).date() == date.fromisoformat(example.expect["due"])


@pytest.mark.parametrize("code", CODES)
def test_every_case_has_an_example(code: str) -> None:
    made = definition(code)
    shown = {example.expect["case"] for example in made.examples}
    assert shown == {case.case for case in made.cases}
    assert len(made.examples) >= 2


@pytest.mark.parametrize("code", CODES)
def test_step_forms_of_the_examples_are_valid(code: str) -> None:
    made = definition(code)
    steps = {step.step: step for stage in made.route for step in stage.steps}
    for example in made.examples:
        for name, answers in example.forms.items():
            form = made.step_form(steps[name].step_form)
            assert form.check(dict(answers), today=filed(example).date()) == [], f"{example.title}: {name}"


def changed(code: str, number: int, pointer: str, value: Any) -> list[str]:
    """Where an example is wrong once `pointer` holds `value` (ABSENT: is left out)."""
    made = definition(code)
    example = made.examples[number]
    document = json.loads(json.dumps(example.document))
    *way, last = split_pointer(pointer)
    place = follow(document, way)
    key: Any = int(last) if isinstance(place, list) else last
    if value is ABSENT:
        del place[key]
    else:
        place[key] = value
    day = filed(example).date()
    form = made.form()
    document = form.compute(document, day, made.setting_values(), filed_on=day)
    return [problem.pointer for problem in form.check(document, today=day, filed_on=day)]


@pytest.mark.parametrize(
    ("code", "number", "pointer", "value", "at"),
    [
        ("1.001193", 0, "/child/birth_date", "2026-03-11", "/child/birth_date"),
        ("1.001193", 0, "/child/surname", "Lý", "/child/surname"),
        ("1.001193", 0, "/child/ethnicity", "04", "/child/ethnicity"),
        ("1.001193", 0, "/mother", ABSENT, "/mother"),
        ("1.001193", 0, "/requester/personal_number", ABSENT, "/requester/personal_number"),
        ("1.001193", 0, "/requester/id_number", "12345678", "/requester/id_number"),
        ("1.001193", 0, "/requester/id_kind", "old_id", "/requester/id_number"),
        ("1.001193", 0, "/requester/id_kind", "passport", "/requester/id_number"),
        ("1.001193", 0, "/requester/id_issued_on", "1990-03-11", "/requester/id_issued_on"),
        ("1.001193", 0, "/requester/residence/ward", ABSENT, "/requester/residence/ward"),
        ("1.001193", 1, "/copies", 101, "/copies"),
        ("1.004873", 0, "/subject/birth_date", "2007-01-01", "/subject/birth_date"),
        ("1.004873", 1, "/status_document", ABSENT, "/status_document"),
        ("1.004194", 0, "/to", "2028-04-01", "/to"),
        ("1.004194", 0, "/owner_consent", ABSENT, "/owner_consent"),
        ("1.004194", 2, "/parent_consent", ABSENT, "/parent_consent"),
        ("1.013225", 0, "/ground_floor_area", 121.0, "/ground_floor_area"),
        ("1.013225", 0, "/gross_floor_area", 79.0, "/gross_floor_area"),
        ("1.013225", 3, "/total_length", ABSENT, "/total_length"),
        ("1.009645", 0, "/investors/0/share", 50.0, "/investors"),
        ("1.009645", 0, "/contributions/0/amount", 500000000000, "/contributions"),
        ("1.009645", 0, "/term_years", 51, "/term_years"),
        ("KN-DN", 0, "/enterprise/tax_code", "3700987650", "/enterprise/tax_code"),
        ("2.000205", 0, "/worker/nationality", "VN", "/worker/nationality"),
        ("2.000205", 0, "/worker/passport/expires_on", "2028-04-30", "/worker/passport/expires_on"),
        ("1.001612", 0, "/business_name", "Hộ kinh doanh Công ty Mẫu", "/business_name"),
        ("1.001612", 0, "/business_lines/1/main", True, "/business_lines"),
        ("1.001612", 0, "/tax_method", "presumptive", "/tax_method"),
        ("NB-NGHIPHEP", 0, "/days_taken", 10.0, "/days"),
        ("NB-NGHIPHEP", 2, "/to", "2026-05-14", "/days"),
        ("BC-CCHC", 0, "/results/0/received_online", 121, "/results/0/received"),
        ("BC-CCHC", 0, "/results/1/open_overdue", 1, "/results/1/received"),
        ("BC-CCHC", 1, "/period_number", 5, "/period_number"),
        ("1.000656", 0, "/death/date", "2026-03-11", "/death/date"),
        ("1.000656", 0, "/death/date", "1940-01-01", "/death/date"),
        ("1.000656", 0, "/notice/date", "2026-03-01", "/notice/date"),
        ("1.000656", 0, "/notice", ABSENT, "/notice"),
        ("1.003677", 0, "/to", "2026-03-01", "/to"),
        ("1.003677", 2, "/guardian", ABSENT, "/guardian"),
        ("3.000333", 1, "/filed_by", "agent", "/filed_by"),
        ("3.000333", 0, "/filed_by", "parent", "/filed_by"),
        ("3.000333", 3, "/subject/birth_date", "2013-01-15", "/subject/birth_date"),
        ("3.000333", 0, "/residences/0/from_year", 2005, "/residences"),
        ("3.000333", 0, "/residences/1/from_month", 10, "/residences/1/from_year"),
        ("3.000333", 0, "/residences/1/to_month", 1, "/residences"),
        ("1.009748", 0, "/in_zone", False, "/in_zone"),
        ("1.010727", 0, "/group", "1", "/term_years"),
        ("1.010727", 1, "/group", "1", "/permit_case"),
        ("1.013831", 0, "/certificate/serial", "123456", "/certificate/serial"),
        ("1.013831", 0, "/contract/date", "2018-06-01", "/contract/date"),
        ("1.013831", 0, "/price", ABSENT, "/price"),
        ("3.000182", 0, "/preferences/1/school", "H29.31.03", "/preferences"),
        ("3.000182", 0, "/grade", "1", "/preferences/0/school"),
        ("3.000182", 0, "/student/birth_date", "2016-01-01", "/student/birth_date"),
        ("3.000182", 0, "/student/birth_date", "2010-12-31", "/student/birth_date"),
        ("3.000182", 1, "/guardian", ABSENT, "/father"),
        ("2.000986", 0, "/child/birth_date", "2019-01-01", "/child/birth_date"),
        ("2.000986", 1, "/parents_consent", ABSENT, "/parents_consent"),
        ("LT-BHYT", 0, "/child/birth_date", "2019-01-01", "/child/birth_date"),
    ],
)
def test_a_wrong_answer_is_told_at_its_place(code: str, number: int, pointer: str, value: Any, at: str) -> None:
    assert at in changed(code, number, pointer, value)


def test_an_address_abroad_needs_no_province() -> None:
    assert changed("1.001193", 0, "/child/birth_place/address", {"country": "FR", "detail": "1 rue Exemple"}) == []


def test_only_vietnamese_must_have_a_personal_number() -> None:
    example = definition("1.001193").examples[0]
    requester = {
        **example.document["requester"],
        "nationality": "FR",
        "id_kind": "passport",
        "id_number": "00XX00000",
        "residence": {"country": "FR", "detail": "1 rue Exemple, Paris"},
    }
    del requester["personal_number"]
    assert changed("1.001193", 0, "/requester", requester) == []


def test_verification_elsewhere_asks_which_commune() -> None:
    form = definition("1.004873").step_form("examination")
    asked = {"looked_up": ["population"], "needs_verification": True}
    assert [problem.pointer for problem in form.check(asked)] == ["/verify_at"]
    assert form.check({**asked, "verify_at": "H29.32"}) == []
    assert [problem.pointer for problem in form.check({**asked, "needs_verification": False})] == ["/conclusion"]


def test_a_list_registration_costs_by_the_head_and_the_channel() -> None:
    made = definition("1.004194")
    facts = case_object("1.004194", made.examples[3])
    costs = []
    for channel in ("online", "counter", "post"):
        charges = made.fees_due({**facts, "filing": {**facts["filing"], "channel": channel}})
        costs.append([(charge.code, charge.amount) for charge in charges])
    assert costs == [[("LP-DS", 60000)], [("LP-DS", 120000)], [("LP-DS", 120000)]]


def test_a_province_sets_its_own_fee() -> None:
    made = definition("1.013225")
    facts = case_object("1.013225", made.examples[0])
    own = {**facts, "settings": made.setting_values({"house_fee": 50000})}
    assert sum(charge.amount for charge in made.fees_due(own)) == 50000


# Of the numbers that stand in a definition's own figures these are no rule of any year: nothing, and the two
# certificates that the first fee covers.
PLAIN = {"0", "2"}


@pytest.mark.parametrize("code", CODES)
def test_every_limit_and_fee_is_a_figure_that_an_agency_may_set(code: str) -> None:
    made = definition(code)
    limits = [case.time_limit for case in made.cases] + [step.limit for stage in made.route for step in stage.steps]
    figures = [part.get(unit) for limit in limits if limit for part in (limit, *_channels(limit)) for unit in UNITS]
    figures += [figure for fee in made.fees for figure in (fee.amount, *fee.by_channel.values())]
    numbers = {number for figure in figures if figure is not None for number in re.findall(r"\b\d+\b", str(figure))}
    assert numbers <= PLAIN
    assert all(setting.basis for setting in made.settings.values())


def _channels(limit: Any) -> Iterator[Any]:
    yield from limit.get("by_channel", {}).values()
