"""The clerk reads on the page of a submission who on the applicant's side was told what, how and when."""

from datetime import timedelta

import desk_cases as cases
from sqlalchemy import insert, select

from formengine.effects.deliveries import deliveries
from submissions.store.tables import submissions

CITIZEN, HEAD = "an@mau.example", "lanhdao.binhduong@mau.example"
CLERK = "tiepnhan1.binhduong@mau.example"


def deliver(app, number: str, *told: tuple[str, str, str, str]) -> None:
    """Delivery records of (kind, effect, to whom, state), a minute apart."""
    house = app.extensions["house"]
    at = house.now()
    with house.database.transaction() as connection:
        submission = connection.scalar(select(submissions.c.id).where(submissions.c.number == number))
        for seq, (kind, effect, who, state) in enumerate(told, 1):
            connection.execute(
                insert(deliveries).values(
                    id=f"d{seq}", submission_id=submission, seq=seq, kind=kind, effect=effect,
                    recipient=cases.account(house, who).id, state=state, at=at + timedelta(minutes=seq), attempts=1,
                    next_at=at, done_at=at if state == "done" else None, last_error="", message_id="",
                )
            )  # fmt: skip


def told_on(page: str) -> str:
    return page.partition("Đã thông báo cho người nộp")[2].partition("</section>")[0]


def test_a_clerk_reads_who_was_told_what_by_which_way_and_whether_it_arrived(app) -> None:
    number = cases.file(app, CITIZEN, "1.001193")
    deliver(
        app,
        number,
        ("Submitted", "mail", CITIZEN, "done"),
        ("Accepted", "message", CITIZEN, "pending"),
        ("SupplementRequested", "mail", CITIZEN, "failed"),
    )
    told = told_on(cases.browser(app, CLERK).get(f"/desk/{number}").text)
    assert told.count("Nguyễn Mẫu An") == 3
    for words in ("Qua thư điện tử", "Qua tin nhắn", "Đã gửi", "Đang chờ gửi", "Chưa gửi được"):
        assert words in told


def test_what_heads_are_warned_of_is_not_told_as_the_applicants_news(app) -> None:
    number = cases.file(app, CITIZEN, "1.001193")
    deliver(app, number, ("Submitted", "mail", CITIZEN, "done"), ("Warned", "mail", HEAD, "done"))
    told = told_on(cases.browser(app, CLERK).get(f"/desk/{number}").text)
    assert told.count("<li>") == 1 and "đôn đốc" not in told
