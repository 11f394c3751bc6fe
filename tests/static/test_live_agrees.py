"""The page's scripts come to what the server comes to: the same is hidden, computed and broken, whatever was typed.

Each case fills in a page at random, junk included, and lets the scripts act; what the browser would then post is read
and judged by the server, and compared with what the scripts made of it.
"""

import json
import random
import re
from datetime import date

import pytest
from werkzeug.datastructures import MultiDict

from formengine.forms import load_definition
from formengine.forms.compiled import Blueprint, CompiledForm
from formengine.forms.pointers import ABSENT, expand, follow
from formengine.resources import folder
from tests.static.live_definition import DEFINITION

pytestmark = pytest.mark.browser
TODAY = date(2026, 11, 23)
SHIPPED = sorted(folder("form_definitions").glob("*.json"))
TEXTS = [
    "", " ", "house", "a", "abc", "12", "0", "7", "3,5", "1.234", "1.234,5", "1,234", "-4", "12.000.000", "15000",
    "1e3", "99999999999999999999", "2026", "13", "02", "29", "31", "2020", "1985", "23/11/2026", "2026-02-30", "17h30",
    "9:05", "Hà Nội", "e\u0301te\u0301", "  x ", "\u00a01", "5 đ", "true", "1.5", "0,1", "0,7", "200", "10,25",
]  # fmt: skip
PARTS = {"_day:": ["1", "09", "28", "31"], "_month:": ["2", "11", "12"], "_year:": ["2020", "2026", "2027"]}
RUN = """async ([cases, scripts, texts, parts]) => {
  const { Page } = await import(`${scripts}/live.js`);
  const conditions = await import(`${scripts}/live/conditions.js`);
  const expressions = await import(`${scripts}/live/expressions.js`);
  const { controls } = await import(`${scripts}/live/parts.js`);
  await expressions.prepare();
  const outputOf = (form, pointer) => form.querySelector(`[data-fe-computed="${pointer}"]`)?.textContent ?? null;
  const found = [];
  for (const { html, seeds } of cases) {
    for (let seed of seeds) {
      const chance = (n) => ((seed = (seed * 48271) % 2147483647) >>> 9) % n;
      const form = document.createElement("form");
      form.innerHTML = html;
      document.querySelector("main").replaceChildren(form);
      const data = JSON.parse(form.querySelector("[data-fe-live]").textContent);
      await conditions.prepare([data.items, Object.values(data.parts), data.rules, data.fields]);
      for (const control of controls(form, true)) {
        if (["submit", "hidden", "file"].includes(control.type) || chance(5) === 0) continue;
        if (control.type === "checkbox" || control.type === "radio") control.checked = chance(2) === 0;
        else if (control.tagName === "SELECT") control.selectedIndex = chance(control.options.length);
        else {
          const first = form.querySelector(`[name="_month:${control.name}"]`) ? "_day:" : "";
          const [part] = /^_(?:month|year):/.exec(control.name) ?? [first];
          const own = parts[part] && chance(6) ? parts[part] : texts;
          control.value = own[chance(own.length)];
        }
      }
      const page = new Page(form, data);
      page.update();
      const { hidden, made } = page.worked();
      const computed = data.computed.map(([pointer]) => pointer);
      found.push({
        posted: [...new FormData(form)].filter(([name]) => !name.startsWith("_file:")),
        hidden: [...hidden],
        made,
        broken: expressions.broken(data, made).map(({ place, message }) => [place, message]),
        shown: Object.fromEntries(computed.map((pointer) => [pointer, outputOf(form, pointer)])),
      });
    }
  }
  return found;
}"""


def compared(page, form: CompiledForm, cases: list[tuple[int, object]], settings: dict, seeds: int, computing):
    """`cases`: (page, document) to begin with; `computing`: the form that makes computed values, in Vietnamese."""
    asked, known = [], []
    for number, document in cases:
        block = form.live_block(document, number, TODAY, settings, filed_on=TODAY, words="vi")
        if not block:
            continue
        html = form.render(document, page=number, live=True, today=TODAY) + block
        chosen = [random.Random(number * 1000 + turn).randrange(2**31) for turn in range(seeds)]
        asked.append({"html": html, "seeds": chosen})
        known += [(number, document, block)] * seeds
    if not asked:
        return []
    scripts = re.search(r"(.*/js)/", page.locator('script[src*="submit-once.js"]').get_attribute("src"))[1]
    found = page.evaluate(RUN, [asked, scripts, TEXTS, PARTS])
    for (number, document, block), one in zip(known, found, strict=True):
        _same(form, number, document, settings, json.loads(re.search(r">(.*)</script>", block)[1]), one, computing)
    return found


def _same(
    form: CompiledForm, number: int, document: object, settings: dict, handed: dict, one: dict, computing
) -> None:
    posted = MultiDict([tuple(pair) for pair in one["posted"]])
    read = form.read(posted, base=document, page=number)
    made = computing.compute(read, TODAY, settings, filed_on=TODAY)
    followed = {pointer for pointer, _when in handed["items"]}
    assert set(one["hidden"]) == form.hidden(made) & followed, one["posted"]
    asked = [pointer for pointer, outline in handed["fields"] if "computed" not in json.dumps(outline)]
    for pointer in [*asked, *(computed[0] for computed in handed["computed"])]:
        for tokens in expand(made, pointer):
            mine, other = follow(made, tokens), follow(one["made"], tokens)
            assert (mine is ABSENT) == (other is ABSENT) and (mine is ABSENT or mine == other), (pointer, one["posted"])
    texts = form.computed_texts(made, number, TODAY)
    for pointer, _text, how in handed["computed"]:
        if how and "*" not in pointer and one["shown"].get(pointer) is not None:
            assert one["shown"][pointer] == texts[pointer], (pointer, one["posted"])
    told = {(rule[0], rule[2]) for rule in handed["rules"]}
    server = [
        (problem.pointer, problem.message)
        for problem in form.check(made, None, TODAY, settings=settings, filed_on=TODAY)
        if problem.keyword == "rule" and any(message == problem.message for _place, message in told)
    ]
    browser = [("".join(f"/{token}" for token in place), message) for place, message in one["broken"]]
    server = [problem for problem in server if _told(*problem, told)]
    assert set(browser) <= set(server), one["posted"]  # never stricter
    assert {problem for problem in server if not _over_rows(problem, handed)} <= set(browser), one["posted"]


def _over_rows(problem: tuple[str, str], handed: dict) -> bool:
    """Whether a rule asks all rows: with a row that has no value beside one that breaks it, only the server says so."""
    texts = [rule[1] for rule in handed["rules"] if rule[2] == problem[1]]
    return any(".all(" in text or ".exists(" in text for text in texts)


def _told(place: str, message: str, told: set) -> bool:
    plain = re.sub(r"/\d+(?=/|$)", "/*", place)
    return (place, message) in told or (plain, message) in told


@pytest.fixture(scope="module")
def blank(request, browser, address):
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}/page/empty")
    yield page
    context.close()


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_on_the_pages_of_a_shipped_procedure(blank, path) -> None:
    definition = load_definition(path)
    form, settings = definition.form("vi"), dict(definition.setting_values())
    document = form.compute(dict(definition.examples[0].document), TODAY, settings, filed_on=TODAY)
    compared(blank, form, [(view.index, document) for view in form.pages(document)], settings, 8, form)


def everything(locale: str = "vi") -> CompiledForm:
    keys = ("pages", "computed", "rules")
    settings = {name: item["default"] for name, item in DEFINITION["settings"].items()}
    return CompiledForm(
        DEFINITION["schema"], locale, Blueprint(**{key: DEFINITION[key] for key in keys}, settings=settings)
    )


@pytest.mark.parametrize("locale", ["vi", "en"])
def test_on_a_page_with_every_kind_of_question(blank, locale) -> None:
    form = everything(locale)
    handed = form._live_page(0)
    assert len(handed.rules) == len(DEFINITION["rules"]) and len(handed.computed) == len(DEFINITION["computed"])
    assert len(handed.items) == 13 and len(handed.keys) == 15
    rows = [{"name": "Một", "area": 10.5, "rooms": 2}, {"name": "Hai", "area": 99.25, "rooms": 4}]
    beginnings = [
        {},
        {"seen": "house", "kind": "house", "text": "abc", "area": 12.5, "level": 2, "wants": True},
        {"seen": "house", "kind": "shop", "wants": False, "count": 12, "floors": rows, "either": {"a": 3}},
        {"count": 30, "kind": "other", "floors": rows, "person": {"abroad": True, "state": "NY"}, "money": 2_000_500},
        {
            "seen": "shop",
            "kind": "house",
            "area": 300,
            "level": 2,
            "count": 3,
            "floors": [{}, {}],
            "either": {"b": "x"},
        },
    ]
    found = []
    for document in beginnings:
        made = form.compute(document, TODAY, filed_on=TODAY)
        found += compared(blank, form, [(0, made)], {"price": 1500}, 40, everything())
    hidden = [set(one["hidden"]) for one in found]
    broken = [{message for _place, message in one["broken"]} for one in found]
    for item in handed.items:
        assert 0 < sum(item.pointer in one for one in hidden) < len(found), item.pointer
    for rule in handed.rules:
        assert 0 < sum(rule.message in one for one in broken) < len(found), rule.message
    for computed in handed.computed:
        places = [follow(one["made"], tokens) for one in found for tokens in expand(one["made"], computed.pointer)]
        assert any(value is not ABSENT for value in places), computed.pointer
