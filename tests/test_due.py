"""`formengine due`: the clock for scripts, and its explanation in words."""

import json
from datetime import date, datetime
from types import MappingProxyType

import pytest
from click.testing import CliRunner

from formengine.cli import main
from formengine.explaining import explained, turn_text
from formengine.i18n import speaking
from submissions.calendar import Calendar, zone_of
from submissions.clock import Limit, Note, due
from submissions.folding import KINDS

RECEIVED = ("--calendar", "vn", "--received", "2026-02-13T16:20", "--limit", '{"working_days": 7}')


def run(*arguments: str):
    return CliRunner().invoke(main, ["due", *arguments])


def told(*arguments: str) -> dict:
    result = run(*RECEIVED, *arguments)
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def test_the_due_instant_is_printed_as_json_with_what_led_to_it() -> None:
    answer = told()
    assert answer["due"] == "2026-03-03T17:00+07:00"
    assert answer["counted_from"] == "2026-02-13T16:20+07:00"
    assert answer["explanation"] == [
        "Nhận lúc 16:20, thứ Sáu 13/02/2026.",
        "Không tính ngày nghỉ: 16/02/2026–20/02/2026 (Tết Nguyên Đán).",
        "Thời hạn 7 ngày làm việc: đến 17:00, thứ Ba 03/03/2026.",
    ]


@pytest.mark.parametrize(
    ("arguments", "due"),
    [
        (("--cut-off", "15:00"), "2026-03-04T17:00+07:00"),
        (("--pause", "2026-02-25T09:00/2026-02-27T09:00"), "2026-03-05T17:00+07:00"),
        # 26 and 27 February, 2 March: the two pauses overlap on the 26th and 27th.
        (
            ("--pause", "2026-02-25T09:00/2026-02-27T09:00", "--pause", "2026-02-26T09:00/2026-03-02T09:00/payment"),
            "2026-03-06T17:00+07:00",
        ),
        (("--pause", "2026-02-25T09:00/"), "2026-03-03T17:00+07:00"),
        # Counted anew from Friday 27 February: 2-6, 9, 10 March.
        (("--pause", "2026-02-25T09:00/2026-02-27T09:00", "--resume", "anew"), "2026-03-10T17:00+07:00"),
        (("--extended", "2026-03-02T10:00/2026-03-12T17:00"), "2026-03-12T17:00+07:00"),
        (("--office-hours", "08:00-12:00,13:00-16:30"), "2026-03-03T16:30+07:00"),
        (("--office-hours", '{"tue": [["08:00", "12:00"]]}'), "2026-04-14T12:00+07:00"),
        (("--off", "2026-03-03=Nghỉ bão"), "2026-03-04T17:00+07:00"),
        (("--working", "2026-02-20"), "2026-03-02T17:00+07:00"),
        (("--limit", '{"working_hours": 8}'), "2026-02-23T16:20+07:00"),
        (("--limit", '{"months": 1}'), "2026-03-13T17:00+07:00"),
        (("--limit", '{"days": 0}'), "2026-02-13T17:00+07:00"),
        (("--received", "2026-02-13T09:20+00:00"), "2026-03-03T17:00+07:00"),
        (("--received", "2019-04-26T09:00", "--limit", '{"working_days": 1}'), "2019-05-02T17:00+07:00"),
    ],
)
def test_every_option_counts(arguments, due) -> None:
    assert told(*arguments)["due"] == due


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("--limit", "7"), '{"working_days": 7}'),
        (("--limit", "{"), '{"working_days": 7}'),
        (("--limit", '{"weeks": 1}'), '{"working_days": 7}'),
        (("--limit", '{"days": 1.5}'), '{"working_days": 7}'),
        (("--limit", '{"days": true}'), '{"working_days": 7}'),
        (("--limit", '{"days": -1}'), "no limit: -1 days"),
        (("--limit", '{"days": 99999999999}'), "no limit"),
        (("--limit", '{"months": 100000}'), "beyond the year"),
        (("--received", "yesterday"), "2026-02-13T16:20"),
        (("--received", "2026-02-13"), "2026-02-13T16:20"),
        (("--received", "0001-01-01T00:00"), "outside"),
        (("--received", "2026-02-30T00:00"), "2026-02-13T16:20"),
        (("--calendar", "zz"), "two letters"),
        (("--calendar", "../vn"), "two letters"),
        (("--limit", '{"days": 1, "days": 2}'), '{"working_days": 7}'),
        (("--limit", "[" * 100_000), '{"working_days": 7}'),
        (("--cut-off", "quarter to"), "15:00"),
        (("--cut-off", "15:00+07:00"), "15:00"),
        (("--extended", "2026-03-12T10:00/2026-03-11T17:00"), "not after"),
        (("--pause", "2026-02-25T09:00"), "FROM/TO"),
        (("--pause", "x/y"), "2026-02-13T16:20"),
        (("--pause", "2026-02-25T09:00/2026-02-24T09:00"), "ends before it begins"),
        (("--pause", "2026-02-25T09:00/2026-02-26T09:00/lunch"), "supplement, payment or authority"),
        (("--resume", "later"), "anew"),
        (("--extended", "2026-03-02T10:00"), "GRANTED/NEW"),
        (("--office-hours", "9 to 5"), "07:00-11:30"),
        (("--office-hours", "17:00-07:00"), "each span ends after it starts"),
        (("--office-hours", '{"mon": []}'), "never open"),
        (("--off", "Tết"), "2026-11-25"),
        (("--zone", "Asia/Saigon City"), "Asia/Ho_Chi_Minh"),
        (("--zone", ""), "Asia/Ho_Chi_Minh"),
    ],
)
def test_what_cannot_be_read_is_answered_with_what_to_write(arguments, hint) -> None:
    result = run(*RECEIVED, *arguments)
    assert result.exit_code == 2
    assert arguments[0] in result.output
    assert hint.replace(" ", "") in result.output.replace("\n", "").replace(" ", "")
    assert "Traceback" not in result.output


def test_what_is_missing_is_named() -> None:
    assert run("--calendar", "vn").exit_code == 2
    assert "--received" in run("--calendar", "vn").output


# --- sentences ----------------------------------------------------------------------------------------------

HANOI = zone_of("Asia/Ho_Chi_Minh")


def sentences(*notes: Note, limit: Limit, locale: str = "vi") -> list[str]:
    counted = due(limit, datetime(2026, 3, 9, 9, tzinfo=HANOI), Calendar())
    with speaking(locale):
        return explained(counted.__class__(counted.at, counted.counted_from, notes), limit, Calendar())


def test_every_note_has_its_sentence_in_both_languages() -> None:
    day, days, hours = date(2026, 3, 10), Limit(5, "working_days"), Limit(5, "working_hours")
    told = {
        Note("after_closing", day): "Nhận sau giờ làm việc nên tính từ sáng thứ Ba 10/03/2026.",
        Note("day_off", day): "Nhận vào ngày nghỉ nên tính từ sáng thứ Ba 10/03/2026.",
        Note("swapped", day, "bù"): "Ngày làm việc bù: thứ Ba 10/03/2026.",
        Note("anew", day): "Nhận bổ sung thứ Ba 10/03/2026 nên thời hạn được tính lại từ đầu.",
        Note("stands_still", day, "payment"): (
            "Tạm dừng tính thời hạn từ thứ Ba 10/03/2026: chờ thực hiện nghĩa vụ tài chính."
        ),
        Note("extended", day): "Đã xin lỗi và gia hạn đến thứ Ba 10/03/2026.",
        Note("moved", day): "Ngày cuối là ngày nghỉ nên chuyển sang thứ Ba 10/03/2026.",
        Note(
            "moved", day, "Tết Nguyên Đán"
        ): "Ngày cuối là ngày nghỉ (Tết Nguyên Đán) nên chuyển sang thứ Ba 10/03/2026.",
        Note("paused", day, "authority+supplement", date(2026, 3, 12), 2): (
            "Không tính từ 10/03/2026 đến 12/03/2026 (chờ cơ quan khác, chờ bổ sung hồ sơ): cộng thêm 2 ngày làm việc."
        ),
    }
    for note, sentence in told.items():
        assert sentences(note, limit=days) == [sentence]
        assert "%" not in sentences(note, limit=days, locale="en")[0]
    lost = sentences(Note("paused", day, "supplement", day, 150), limit=hours)
    assert lost[0].endswith("cộng thêm 2 giờ làm việc 30 phút.")
    assert sentences(Note("paused", day, "supplement", day, 0), limit=days) == []


def test_days_off_that_do_not_follow_each_other_are_told_apart() -> None:
    off = {date(2026, 3, 10): "Nghỉ bão", date(2026, 3, 12): "Ngày hội", date(2026, 3, 13): "Ngày hội (nghỉ bù)"}
    calendar = Calendar(off=MappingProxyType(off))
    counted = due(Limit(3, "working_days"), datetime(2026, 3, 9, 9, tzinfo=HANOI), calendar)
    assert explained(counted, Limit(3, "working_days"), calendar)[1] == (
        "Không tính ngày nghỉ: 10/03/2026 (Nghỉ bão); 12/03/2026–13/03/2026 (Ngày hội)."
    )


def test_every_event_that_can_turn_a_clock_has_its_words() -> None:
    silent = {
        "Planned", "TaskMoved", "Claimed", "Released", "PaperIssued", "Rated", "Extended", "Warned", "Attended",
        "Assigned", "ActedFor", "Recused", "ResultCorrected", "HandedOut",
    }  # fmt: skip
    assert silent < set(KINDS)
    for kind in set(KINDS) - silent:
        for locale in ("vi", "en"):
            with speaking(locale):
                assert turn_text(kind), kind
