"""A draft is kept as it is left: nothing is written where nothing changed, nothing overwritten that was not seen."""

import pytest

from formengine.services import drafting, starting
from formengine.services.drafting import Seen
from submissions.store.drafts import StaleDraft
from tests.forms.form_browser import posted

BUSINESS = "1.001612"


class Window:
    """One page of a draft, open in a browser."""

    def __init__(self, office, draft_id: str, page: int = 1) -> None:
        self.office, self.draft_id, self.page = office, draft_id, page
        self.account = office.account("an")
        opened = self.opened()
        self.seen = Seen.of(opened, page)
        self.fields = posted(opened.form("vi").render(opened.draft.body, page=page))

    def opened(self) -> drafting.OpenDraft:
        return drafting.open_draft(self.office.house, self.account, self.draft_id)

    def _send(self, verb, **changes: str):
        for name, value in changes.items():
            self.fields.setlist(f"/{name}", [value])
        house, fields = self.office.house, self.fields
        return verb(house, self.account, self.draft_id, seen=self.seen, page=self.page, formdata=fields, locale="vi")

    def keep(self, **changes: str) -> drafting.OpenDraft:
        kept = self._send(drafting.keep_page, **changes)
        self.seen = Seen.of(kept, self.page)
        return kept

    def save(self, **changes: str) -> drafting.Saved:
        return self._send(drafting.save_page, **changes)


@pytest.fixture
def draft(office) -> str:
    return starting.start_draft(office.house, office.account("an"), BUSINESS)


def test_a_page_that_did_not_change_is_not_written(office, draft) -> None:
    window = Window(office, draft)
    first = window.keep(business_name="Phở Mẫu")
    assert first.draft.revision == 2
    assert window.keep(business_name="Phở Mẫu").draft.revision == 2
    assert window.opened().draft.saved_at == first.draft.saved_at


def test_keeping_makes_no_page_done_but_a_fault_undoes_one(office, draft) -> None:
    window = Window(office, draft, 2)
    wrong = window.keep(capital="mười triệu").draft
    assert wrong.body["capital"] == "mười triệu" and wrong.saved_pages == ()
    example = window.opened().definition.examples[0].document
    window.fields = posted(window.opened().form("vi").render(example, page=2))
    assert window.save().problems == []
    window = Window(office, draft, 2)
    assert window.keep(capital="20.000.000").draft.saved_pages == (2,)
    assert window.keep(capital="hai mươi").draft.saved_pages == ()


def test_two_windows_on_one_page_never_overwrite_each_other(office, draft) -> None:
    one, other = Window(office, draft), Window(office, draft)
    one.keep(business_name="Một")
    for verb in (other.keep, other.save):
        with pytest.raises(StaleDraft):
            verb(business_name="Hai")
    assert one.opened().draft.body["business_name"] == "Một"


def test_a_window_that_would_change_nothing_is_no_conflict(office, draft) -> None:
    one, other = Window(office, draft), Window(office, draft)
    one.keep(business_name="Như nhau")
    assert other.keep(business_name="Như nhau").draft.revision == 2


def test_windows_on_different_pages_save_side_by_side(office, draft) -> None:
    name, money = Window(office, draft, 1), Window(office, draft, 2)
    name.keep(business_name="Phở Mẫu")
    kept = money.keep(capital="5000000").draft
    assert (kept.body["business_name"], kept.body["capital"]) == ("Phở Mẫu", 5_000_000)
