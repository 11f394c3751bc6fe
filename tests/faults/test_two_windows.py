"""Nothing typed in one window is overwritten unseen from another, whatever the order of loading and saving (threat S5).

The two windows may show the same page or different ones, keep by themselves, save, and do so at the same moment, while
new versions of the procedure are published. A draft stays on the version that it was begun with.
"""

import itertools
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from procedures import CITIZEN, SECRET, definition_with
from werkzeug.datastructures import MultiDict

from formengine.accounts.identity import identity_key
from formengine.accounts.passwords import passwords
from formengine.accounts.samples import load_samples
from formengine.accounts.signing_in import find_by_sign_in, load_account
from formengine.catalog.versions import publish
from formengine.config import Config
from formengine.database import Database
from formengine.services import drafting, starting
from formengine.services.drafting import Seen
from formengine.services.house import House
from submissions.store.drafts import StaleDraft

CODE = "VD-HAICUASO"
# The fields of each page.
PAGES = (("a", "b"), ("c", "d"))


def two_pages(edition: int = 0) -> bytes:
    text = {"type": "string", "title": "Nội dung", "maxLength": 200}
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {name: text for page in PAGES for name in page}
        | {"office": json.loads(definition_with(CODE))["schema"]["properties"]["office"]}
        | {f"new{number}": text for number in range(edition)},
    }
    new = [f"/new{number}" for number in range(edition)]
    pages = [{"title": f"Trang {place}", "items": [f"/{name}" for name in page]} for place, page in enumerate(PAGES)]
    pages.append({"title": "Nơi giải quyết", "items": ["/office", *new]})
    return definition_with(CODE, schema=schema, pages=pages, translations={})


@dataclass
class Window:
    """A page as it was loaded: what it showed, and what the draft was then."""

    page: int = -1
    shown: dict[str, str] = field(default_factory=dict)
    seen: Seen | None = None


class Draft:
    """A draft with two windows on it, and everything that is found wrong."""

    def __init__(self, house: House, account: Any) -> None:
        self.house, self.account = house, account
        self.id = starting.start_draft(house, account, CODE)
        self.version = self._opened().draft.definition
        self.windows = (Window(), Window())

    def _opened(self) -> drafting.OpenDraft:
        return drafting.open_draft(self.house, self.account, self.id)

    def stored(self) -> dict[str, str]:
        body = self._opened().draft.body
        return {name: body.get(name, "") for page in PAGES for name in page}

    def load(self, number: int, page: int) -> None:
        opened = self._opened()
        shown = {name: opened.draft.body.get(name, "") for name in PAGES[page]}
        self.windows[number].page, self.windows[number].shown = page, shown
        self.windows[number].seen = Seen.of(opened, page)

    def send(self, number: int, typed: dict[str, str], verb: Callable[..., Any]) -> bool:
        """Whether it was taken; what was typed stands in the window afterwards, as in a browser."""
        window = self.windows[number]
        posted = {name: typed.get(name, value) for name, value in window.shown.items()}
        fields = MultiDict([(f"/{name}", value) for name, value in posted.items()])
        try:
            kept = verb(
                self.house, self.account, self.id, seen=window.seen, page=window.page, formdata=fields, locale="vi"
            )
        except StaleDraft:
            return False
        window.shown, opened = posted, getattr(kept, "open_draft", kept)
        window.seen = Seen.of(opened, window.page)
        return True

    def save(self, number: int, typed: dict[str, str], verb: Callable[..., Any]) -> None:
        window, before = self.windows[number], self.stored()
        if window.seen is None:
            return
        shown, posted = dict(window.shown), {**window.shown, **typed}
        posted = {name: posted[name] for name in window.shown}
        taken, after = self.send(number, typed, verb), self.stored()
        if not taken:
            assert after == before, "a refused save changed something"
            assert any(before[name] != shown[name] for name in shown), "refused though nothing had changed"
            return
        assert all(before[name] in (shown[name], posted[name]) for name in shown), ("overwritten unseen", before, shown)
        assert after == before | posted, ("not what was typed", after)

    def race(self, typed: tuple[dict[str, str], dict[str, str]]) -> None:
        """Both windows save at the same moment: as if one had come after the other."""
        if any(window.seen is None for window in self.windows):
            return
        before, gate = self.stored(), Barrier(2)
        views = [dict(window.shown) for window in self.windows]
        posts = [{name: typed[n].get(name, value) for name, value in views[n].items()} for n in (0, 1)]

        def one(number: int) -> bool:
            gate.wait()
            return self.send(number, typed[number], drafting.save_page)

        with ThreadPoolExecutor(2) as pool:
            taken = list(pool.map(one, (0, 1)))
        after = self.stored()
        serial = [_serial(before, order, views, posts, taken) for order in ((0, 1), (1, 0))]
        assert after in serial, ("overwritten unseen", before, after)

    def publish(self, edition: int) -> None:
        before = self.stored()
        with self.house.database.transaction() as connection:
            publish(connection, two_pages(edition), at=self.house.now())
        assert (self.stored(), self._opened().draft.definition) == (before, self.version), "publishing changed a draft"


def _serial(
    before: dict[str, str], order: tuple[int, int], views: list, posts: list, taken: list
) -> dict[str, str] | None:
    """What would be stored after the saves in this order; None where one taken so would overwrite something unseen."""
    now = dict(before)
    for number in order:
        if not taken[number]:
            continue
        if any(now[name] not in (value, posts[number][name]) for name, value in views[number].items()):
            return None
        now |= posts[number]
    return now


WINDOWS = st.integers(0, 1)
TYPED = st.dictionaries(st.sampled_from("abcd"), st.just(True), max_size=2)
ONE_AFTER_ANOTHER = st.one_of(
    st.tuples(st.just("load"), WINDOWS, st.integers(0, 1)),
    st.tuples(st.sampled_from(["save", "keep"]), WINDOWS, TYPED),
    st.tuples(st.just("publish"), st.integers(1, 3), st.none()),
)
STEPS = st.one_of(ONE_AFTER_ANOTHER, st.tuples(st.just("race"), TYPED, TYPED))


def play(house: House, account: Any, schedule: list[tuple]) -> None:
    """One schedule on a draft of its own; raises AssertionError where an update is lost."""
    draft, values = Draft(house, account), itertools.count()

    def words(typed: dict[str, bool]) -> dict[str, str]:
        return {name: f"chữ {next(values)}" for name in typed}

    draft.load(0, 0)
    draft.load(1, 0)
    for what, first, second in schedule:
        if what == "load":
            draft.load(first, second)
        elif what == "race":
            draft.race((words(first), words(second)))
        elif what == "publish":
            draft.publish(first)
        else:
            draft.save(first, words(second), drafting.save_page if what == "save" else drafting.keep_page)


def played(there: tuple[House, Any], schedules: int, steps: st.SearchStrategy = STEPS) -> None:
    found = settings(
        max_examples=schedules, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    found(given(st.lists(steps, min_size=4, max_size=12))(lambda schedule: play(*there, schedule)))()


@pytest.fixture
def there(database: Database, storage_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> tuple[House, Any]:
    url = request.getfixturevalue("postgres").url if storage_kind == "postgresql" else ""
    house = House(database, Config(home=tmp_path, database_url=url, secret_key=SECRET))
    with database.transaction() as connection:
        load_samples(connection, key=identity_key(SECRET), at=house.now(), profile=passwords("quick"))
        publish(connection, two_pages(), at=house.now())
    with database.reading() as connection:
        known = find_by_sign_in(connection, CITIZEN, key=house.key)
        return house, load_account(connection, known.account, known.epoch, house.today())


@pytest.mark.storage
@pytest.mark.parametrize("schedules", [40, pytest.param(2500, marks=pytest.mark.night)])
def test_no_update_is_lost_between_two_windows(there: tuple[House, Any], schedules: int) -> None:
    played(there, schedules)


def test_windows_that_forget_what_they_showed_are_found_out(
    there: tuple[House, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Seen, "of", classmethod(lambda cls, draft, _page: cls(draft.draft.revision, "the same")))
    with pytest.raises(AssertionError, match="overwritten unseen"):
        played(there, 60, ONE_AFTER_ANOTHER)
