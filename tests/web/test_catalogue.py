"""The catalogue as a citizen looks through it."""

import json
import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from formengine.catalog.versions import publish
from formengine.resources import folder
from formengine.services.house import now_utc

OFFERED = (
    "1.000656", "1.001193", "1.001612", "1.003677", "1.004194", "1.004873", "1.009645", "1.009748", "1.010727",
    "1.013225", "1.013831", "2.000205", "2.000815", "2.000986", "3.000333", "KN-DN",
)  # fmt: skip


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.split("<main", 1)[1].split("</main>")[0]))


def test_the_first_page_offers_what_can_be_filed_and_says_how_much_that_is(client) -> None:
    page = client.get("/").text
    assert "<title>Dịch vụ công trực tuyến – FormEngine</title>" in page
    for title in ("Đăng ký khai sinh", "Đăng ký tạm trú", "Cấp Giấy xác nhận tình trạng hôn nhân"):
        assert title in page
    assert re.search(r"17 thủ tục đã có biểu mẫu điện tử / 2\.64\d thủ tục", page)
    assert 'href="/sectors/ho-tich"' in page
    assert "3 ngày làm việc" in page and "khoảng 15 phút" in page


@pytest.mark.parametrize("typed", ["khai sinh", "KHAI SINH", "Khai  sính", "khai sin", "1.001193"])
def test_words_are_found_without_accents_in_any_case_and_begun(client, typed) -> None:
    assert 'href="/procedures/1.001193"' in client.get("/procedures", query_string={"q": typed}).text


def test_english_words_find_the_procedure_too(client) -> None:
    page = client.get("/procedures?q=birth+registration", headers={"Accept-Language": "en"}).text
    assert 'href="/procedures/1.001193"' in page and "File online" in page


def test_only_what_can_be_filed_online(client) -> None:
    everything = client.get("/procedures?q=ho+tich").text
    online = client.get("/procedures?q=ho+tich&form=1").text
    assert "Chưa có biểu mẫu" in everything and "Chưa có biểu mẫu" not in online
    assert 'href="/procedures/1.004873"' in online


def test_a_search_goes_on_over_pages_and_finds_each_once(client) -> None:
    found, address = [], "/procedures?q=cap"
    for _page in range(3):
        page = client.get(address).text
        found += re.findall(r'href="(/procedures/[\w.-]+)"', page)
        address = re.search(r'rel="next" href="([^"]+)"', page)[1].replace("&amp;", "&")
    assert len(found) == len(set(found)) == 75


@pytest.mark.parametrize("typed", ["", "   ", "zzzz", "<script>alert(1)</script>", "%' OR 1=1 --", "x" * 5000])
def test_a_search_for_nothing_or_nonsense_is_answered(client, typed) -> None:
    answer = client.get("/procedures", query_string={"q": typed})
    assert answer.status_code == 200 and "<script>alert" not in answer.text


def test_a_sector_shows_its_procedures_those_with_a_form_first(client) -> None:
    page = client.get("/sectors/ho-tich").text
    assert "Hộ tịch 4 thủ tục đã có biểu mẫu điện tử / 41 thủ tục." in words(page)
    cards = re.findall(r'<li class="fe-card( fe-card--off)?"', page)
    assert cards[:5] == ["", "", "", "", " fe-card--off"]
    assert client.get("/sectors/no-such-sector").status_code == 404


def test_a_procedures_page_says_all_that_one_wants_to_know(client) -> None:
    page = words(client.get("/procedures/1.013225").text)
    for text in (
        "khoảng 25 phút",
        "Công dân Việt Nam",
        "Ủy ban nhân dân cấp xã",
        "Giấy phép xây dựng kèm hồ sơ thiết kế đóng dấu",
        "02 bộ bản vẽ thiết kế xây dựng",
        "75.000",
        "Luật Xây dựng 50/2014/QH13",
        "Nhà ở riêng lẻ: 15",
        "Các trường hợp khác: 20",
        "Thẩm định và lấy ý kiến",
        "Bộ phận Một cửa",
        "Nộp hồ sơ trực tuyến",
    ):
        assert text in page, text
    assert "**" not in page


def test_fees_differ_by_channel_where_the_definition_says_so(client) -> None:
    page = words(client.get("/procedures/1.004194").text)
    assert re.search(r"trực tuyến: [\d.]+ ₫ trực tiếp: [\d.]+ ₫ qua bưu chính: [\d.]+ ₫", page)


def test_a_fee_that_depends_on_a_computed_answer_says_so_in_its_words(client) -> None:
    page = words(client.get("/procedures/1.001193").text)
    assert "Chỉ khi “Loại đăng ký” là “Quá hạn”" in page and "“late”" not in page


@pytest.mark.parametrize("code", OFFERED)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_procedures_page_comes_in_both_languages(client, code, language) -> None:
    answer = client.get(f"/procedures/{code}", headers={"Accept-Language": language})
    assert answer.status_code == 200 and f'href="/procedures/{code}/apply"' in answer.text
    assert len(answer.data) < 150_000


def test_a_procedure_without_a_form_says_where_to_go(client) -> None:
    page = words(client.get("/procedures/1.000005").text)
    assert "Chưa có biểu mẫu điện tử" in page and "Chi cục Hải quan khu vực" in page
    assert "Nộp hồ sơ trực tuyến" not in page


@pytest.mark.parametrize("code", ["LT-BHYT", "LT-THUONGTRU"])
def test_what_another_submission_opens_cannot_be_begun_by_hand(client, code) -> None:
    client.sign_in("hotich.binhduong@mau.example")
    page = words(client.get(f"/procedures/{code}").text)
    assert "Thủ tục này không nộp riêng" in page and "Nộp hồ sơ trực tuyến" not in page
    assert f"/procedures/{code}" not in client.get("/desk/internal").text
    for answer in (client.get(f"/procedures/{code}/apply"), client.post(f"/procedures/{code}/apply")):
        assert (answer.status_code, answer.location) == (302, f"/procedures/{code}")
    assert "Thủ tục này không nộp riêng" in words(client.get(f"/procedures/{code}").text)
    client.post("/sign-out")
    client.sign_in("tiepnhan1.binhduong@mau.example")
    assert client.get(f"/desk/counter/{code}").status_code == 404


@pytest.mark.parametrize("code", ["NB-NGHIPHEP", "BC-CCHC", "LT-BHYT"])
def test_internal_procedures_exist_for_officials_only(client, code) -> None:
    unknown = client.get("/procedures/XX-99")
    hidden = client.get(f"/procedures/{code}")
    assert (hidden.status_code, words(hidden.text)) == (404, words(unknown.text))
    assert "Không tìm thấy thủ tục nào" in client.get("/procedures", query_string={"q": code}).text
    client.sign_in("an@mau.example")
    assert client.get(f"/procedures/{code}").status_code == 404
    client.post("/sign-out")
    client.sign_in("hotich.binhduong@mau.example")
    assert client.get(f"/procedures/{code}").status_code == 200


@pytest.mark.parametrize(
    ("opens", "closes", "said", "filed"),
    [
        (-10, 5, "Còn 5 ngày để nộp hồ sơ", True),
        (3, 9, "Còn 3 ngày nữa bắt đầu nhận hồ sơ", False),
        (-9, -1, "Đã hết thời gian nhận hồ sơ", False),
    ],
)
def test_a_campaign_is_filed_between_its_days_only(app, client, opens, closes, said, filed) -> None:
    source = json.loads((folder("form_definitions") / "3.000182.json").read_bytes())
    today = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date()
    for key, days in (("opens_on", opens), ("closes_on", closes)):
        source["settings"][key]["default"] = (today + timedelta(days=days)).isoformat()
    with app.extensions["house"].database.transaction() as connection:
        publish(connection, json.dumps(source, ensure_ascii=False).encode(), at=now_utc())
    page = client.get("/procedures/3.000182").text
    assert said in page
    assert ('href="/procedures/3.000182/apply"' in page) is filed
