"""What the components say, read as text: states and deadlines in words, not in colours alone."""

import re

import pytest
from flask import Flask

from formengine import i18n


@pytest.fixture
def draw(site: Flask):
    def drawn(source: str, language: str = "vi", **values: object) -> str:
        with site.test_request_context("/"), i18n.speaking(language):
            return site.jinja_env.from_string(source).render(**values)

    return drawn


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def test_a_deadline_says_in_words_that_it_is_overdue_or_near(draw) -> None:
    source = '{% from "components/tag.html" import deadline %}{{ deadline("20/11/2026", tone) }}'
    assert words(draw(source, tone="overdue")) == "Quá hạn: 20/11/2026"
    assert words(draw(source, tone="soon")) == "Sắp đến hạn: 20/11/2026"
    assert words(draw(source, tone="fine")) == "20/11/2026"
    assert words(draw(source, "en", tone="overdue")) == "Overdue: 20/11/2026"


ROUTE = '{% from "components/route.html" import route %}{{ route(stages) }}'


def test_a_route_tells_each_step_with_its_agency_limit_and_state(draw) -> None:
    stages = [
        {
            "title": "Tiếp nhận",
            "steps": [{"title": "Kiểm tra", "agency": "Một cửa", "limit": "4 giờ", "state": "done"}],
        },
        {
            "title": "Ý kiến",
            "join": "tất cả",
            "steps": [{"agency": "Sở A", "state": "now"}, {"agency": "Sở B", "state": "skipped"}],
        },
        {"title": "Ký", "steps": [{"agency": "Chủ tịch", "state": "waiting"}]},
    ]
    html = draw(ROUTE, stages=stages)
    assert words(html) == (
        "Tiếp nhận Kiểm tra Một cửa 4 giờ Đã xong Ý kiến tất cả Sở A Đang xử lý Sở B Không cần Ký Chủ tịch Chưa đến"
    )
    assert re.findall(r'fe-route__stage--(\w+)"', html) == ["done", "now", "waiting"]
    assert html.count('aria-current="step"') == 1


@pytest.mark.parametrize(
    ("states", "stage"),
    [
        (["done", "skipped"], "done"),
        (["done", "waiting"], "waiting"),
        (["skipped"], "skipped"),
        (["done", "now"], "now"),
    ],
)
def test_a_stage_is_as_far_as_its_steps(draw, states: list[str], stage: str) -> None:
    html = draw(ROUTE, stages=[{"title": "x", "steps": [{"agency": "a", "state": state} for state in states]}])
    assert re.findall(r'fe-route__stage--(\w+)"', html) == [stage]


def test_a_route_not_yet_begun_has_no_state(draw) -> None:
    html = draw(ROUTE, stages=[{"title": "Ký", "steps": [{"title": "Ký", "agency": "Chủ tịch"}]}])
    assert words(html) == "Ký Chủ tịch"
    assert "aria-current" not in html


def test_a_cell_of_a_table_carries_its_heading_for_the_phone(draw) -> None:
    source = '{% from "components/table.html" import table %}{{ table(columns, rows, "Việc") }}'
    html = draw(source, columns=[{"key": "a", "title": "Hạn"}], rows=[{"a": "<b>", "_tone": "overdue"}, {"a": None}])
    assert html.count('data-label="Hạn"') == 2
    assert "&lt;b&gt;" in html
    assert "is-overdue" in html
    assert words(html) == "Việc Hạn &lt;b&gt; –"


def test_a_summary_names_what_each_change_is_about(draw) -> None:
    source = '{% from "components/summary.html" import summary_list %}{{ summary_list(rows) }}'
    html = draw(source, rows=[{"key": "Họ tên", "value": "", "href": "/x"}, {"key": "Số", "value": 0}])
    assert words(html) == "Họ tên Chưa trả lời Sửa Họ tên Số 0"


def test_a_chooser_of_photographs_offers_the_camera_and_one_of_documents_does_not(draw) -> None:
    source = (
        '{% from "components/files.html" import file_input %}{{ file_input("f", "f", "x", accept=accept, max_mb=5) }}'
    )
    assert 'capture="environment"' in draw(source, accept=["application/pdf", "image/jpeg"])
    assert "capture" not in draw(source, accept=["application/pdf"])
    assert "PDF; tối đa 5 MB" in words(draw(source, accept=["application/pdf"]))


def test_a_post_button_carries_the_token(draw) -> None:
    source = '{% from "components/button.html" import post_button %}{{ post_button("Rút", "/x", values={"a": "1"}) }}'
    html = draw(source)
    assert 'name="csrf_token"' in html
    assert '<input type="hidden" name="a" value="1">' in html
