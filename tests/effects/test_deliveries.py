"""At least once, by one worker at a time, with the same message id when it must be said again."""

import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import Connection, insert, select

from formengine.config import Config
from formengine.database import Database
from formengine.effects.deliveries import BACK_OFF, LEASE, claim, deliver_due, deliveries, retry_failed, take_outbox
from formengine.effects.facts import Facts, PaperOrder, Recipient
from formengine.effects.mail_texts import MAILED, mail_text
from formengine.effects.paper_files import paper_path
from formengine.effects.registry import Delivery, DeliveryFailed, Effect, Registry, Surroundings
from formengine.effects.standard import EFFECTS, effects_of
from formengine.worker import WorkerThread, run_worker
from submissions.store.tables import outbox

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
TOLD = {
    "number": "H29.901-261122-0001",
    "procedure": "Đăng ký khai sinh",
    "agency": "UBND phường Bình Dương",
    "status": "Được tiếp nhận",
    "task": "Xác nhận bản dự thảo",
    "due": "",
    "link": "http://127.0.0.1:8000/submissions/H29.901-261122-0001",
}


class FakeFacts:
    """One submission, told about to whoever stands in `people`."""

    def __init__(self, *people: Recipient) -> None:
        self.people = people or (Recipient("account1", "Nguyễn Văn Mẫu", "mau@example.vn"),)

    def facts(self) -> Facts:
        return Facts(lambda *_: self.people, lambda *_: TOLD, self.paper)

    def paper(self, _connection: Connection, _submission: str, seq: int) -> PaperOrder | None:
        return PaperOrder("result", {"number": str(seq)}, NOW)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(home=tmp_path, mail_from="no-reply@formengine.example")


@pytest.fixture
def surroundings(database: Database, config: Config) -> Surroundings:
    return Surroundings(database, config, FakeFacts().facts())


def happened(database: Database, *kinds: str) -> None:
    with database.transaction() as connection:
        rows = [{"submission_id": "s1", "seq": n, "kind": kind, "at": NOW} for n, kind in enumerate(kinds, start=1)]
        connection.execute(insert(outbox), rows)


def states(database: Database) -> list[str]:
    with database.reading() as connection:
        return list(connection.execute(select(deliveries.c.state).order_by(deliveries.c.seq)).scalars())


def mails(config: Config) -> list[bytes]:
    return [path.read_bytes() for path in sorted((config.home / "outbox").glob("*.eml"))]


def test_an_event_becomes_its_deliveries_and_leaves_the_outbox(surroundings: Surroundings) -> None:
    happened(surroundings.database, "Submitted", "Planned", "PaperIssued")
    assert take_outbox(surroundings, EFFECTS, NOW) == 3
    assert take_outbox(surroundings, EFFECTS, NOW) == 0
    with surroundings.database.reading() as connection:
        assert connection.execute(select(outbox)).first() is None
        rows = connection.execute(select(deliveries.c.seq, deliveries.c.effect).order_by(deliveries.c.seq)).all()
    assert [tuple(row) for row in rows] == [(1, "mail"), (3, "paper")]


def test_what_is_due_is_done_once(surroundings: Surroundings, config: Config) -> None:
    happened(surroundings.database, "Accepted", "PaperIssued")
    take_outbox(surroundings, EFFECTS, NOW)
    assert deliver_due(surroundings, EFFECTS, lambda: NOW) == 2
    assert deliver_due(surroundings, EFFECTS, lambda: NOW) == 0
    assert states(surroundings.database) == ["done", "done"]
    assert paper_path(config.home, "s1", 2).read_bytes().startswith(b"%PDF-")
    (raw,) = mails(config)
    message = message_from_bytes(raw, policy=default)
    assert message["To"] == "Nguyễn Văn Mẫu <mau@example.vn>"
    assert message["Subject"] == "Hồ sơ H29.901-261122-0001 đã được tiếp nhận"
    body = message.get_content()
    assert TOLD["link"] in body and TOLD["procedure"] in body
    assert "Hẹn trả kết quả" not in body  # no due date: the line is left out


def test_long_vietnamese_names_and_subjects_keep_their_spaces(database: Database, config: Config) -> None:
    name = "Công Tằng Tôn Nữ Thị Ngọc Quỳnh Ưởng Nguyễn Thị Mẫu Đặng Thị Ánh Tuyết Bạch Mai Ví Dụ"
    surroundings = Surroundings(database, config, FakeFacts(Recipient("a", name, "mau@example.vn")).facts())
    happened(database, "SupplementRequested")
    take_outbox(surroundings, EFFECTS, NOW)
    deliver_due(surroundings, EFFECTS, lambda: NOW)
    (raw,) = mails(config)
    message = message_from_bytes(raw, policy=default)
    assert message["Subject"] == "Đề nghị bổ sung hồ sơ H29.901-261122-0001"
    # The new parser of Python 3.11 puts spaces of its own into an address; the old one reads RFC 2047 as written.
    assert str(make_header(decode_header(message_from_bytes(raw)["To"]))) == f"{name} <mau@example.vn>"


def test_a_worker_killed_before_recording_repeats_with_the_same_message_id(surroundings: Surroundings) -> None:
    happened(surroundings.database, "Accepted")
    take_outbox(surroundings, EFFECTS, NOW)
    (first,) = claim(surroundings.database, NOW)
    assert claim(surroundings.database, NOW) == []  # the lease holds
    later = NOW + LEASE + timedelta(seconds=1)
    (second,) = claim(surroundings.database, later)
    assert (second.message_id, second.attempt) == (first.message_id, 2)
    assert first.message_id.endswith("@formengine.example>")


def test_two_workers_do_not_take_the_same(surroundings: Surroundings) -> None:
    happened(surroundings.database, *["Accepted"] * 12)
    take_outbox(surroundings, EFFECTS, NOW)
    begun = threading.Barrier(3)
    taken: list[Delivery] = []

    def work() -> None:
        begun.wait()
        taken.extend(claim(surroundings.database, NOW, 5))

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len({delivery.id for delivery in taken}) == 12


def failing(lasting: bool) -> Registry:
    def perform(_delivery: Delivery, _surroundings: Surroundings) -> None:
        raise DeliveryFailed("mail server: 451", lasting=lasting)

    return Registry(Effect("mail", frozenset({"Accepted"}), lambda *_: ["a"], perform))


def test_a_passing_failure_is_tried_again_with_growing_pauses_until_it_succeeds(surroundings: Surroundings) -> None:
    """It was given up after the last pause: a mail server down over Tết cost everybody their notices."""
    registry, now = failing(lasting=False), NOW
    happened(surroundings.database, "Accepted")
    take_outbox(surroundings, registry, now)
    for tries in range(30):
        pause = BACK_OFF[min(tries, len(BACK_OFF) - 1)]
        assert deliver_due(surroundings, registry, lambda now=now: now) == 1
        assert deliver_due(surroundings, registry, lambda now=now, pause=pause: now + pause - timedelta(seconds=1)) == 0
        now += pause
    assert states(surroundings.database) == ["pending"]
    assert (
        deliver_due(
            surroundings,
            Registry(Effect("mail", frozenset({"Accepted"}), lambda *_: ["a"], lambda *_: None)),
            lambda: now,
        )
        == 1
    )
    assert states(surroundings.database) == ["done"]


def test_a_lasting_failure_waits_for_the_recipients_address_to_be_mended(surroundings: Surroundings) -> None:
    happened(surroundings.database, "Accepted")
    take_outbox(surroundings, failing(lasting=True), NOW)
    deliver_due(surroundings, failing(lasting=True), lambda: NOW)
    assert states(surroundings.database) == ["failed"]
    later = NOW + timedelta(days=40)
    assert deliver_due(surroundings, failing(lasting=True), lambda: later) == 0
    with surroundings.database.transaction() as connection:
        assert retry_failed(connection, "somebody else", later) == 0
        assert retry_failed(connection, "a", later) == 1
    assert deliver_due(surroundings, failing(lasting=True), lambda: later) == 1


def test_a_fault_gives_back_what_was_not_begun(surroundings: Surroundings) -> None:
    def perform(_delivery: Delivery, _surroundings: Surroundings) -> None:
        raise RuntimeError("a fault in an effect")

    registry = Registry(Effect("mail", frozenset({"Accepted"}), lambda *_: ["a"], perform))
    happened(surroundings.database, "Accepted", "Accepted", "Accepted")
    take_outbox(surroundings, registry, NOW)
    with pytest.raises(RuntimeError):
        deliver_due(surroundings, registry, lambda: NOW)
    free = claim(surroundings.database, NOW)
    assert [delivery.attempt for delivery in free] == [1, 1]


@pytest.mark.parametrize(
    ("name", "email"),
    [
        ("Mẫu\r\nBcc: all@example.vn", "mau@example.vn"),
        ("Mẫu", "mau@example.vn\r\nBcc: all@example.vn"),
        ("Mẫu", "mau@example.vn, all@example.vn"),
        ("Mẫu", "no address"),
        ("Mẫu", "@"),
    ],
)
def test_nobody_smuggles_a_header_or_a_second_recipient(
    database: Database, config: Config, name: str, email: str
) -> None:
    surroundings = Surroundings(database, config, FakeFacts(Recipient("a", name, email)).facts())
    happened(database, "Accepted")
    take_outbox(surroundings, EFFECTS, NOW)
    deliver_due(surroundings, EFFECTS, lambda: NOW)
    assert states(database) == ["failed"]
    assert mails(config) == []


class Mailbox:
    def __init__(self, answer: str = "250 OK") -> None:
        self.answer, self.taken = answer, list[bytes]()

    async def handle_DATA(self, _server: object, _session: object, envelope: object) -> str:
        self.taken.append(envelope.content)  # type: ignore[attr-defined]
        return self.answer


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    box = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield box, port
    finally:
        controller.stop()


def test_a_mail_server_takes_the_mail_and_its_refusal_is_kept(
    database: Database, tmp_path: Path, mailbox: tuple[Mailbox, int]
) -> None:
    box, port = mailbox
    config = Config(home=tmp_path, smtp_host="127.0.0.1", smtp_port=port, smtp_starttls=False)
    surroundings = Surroundings(database, config, FakeFacts().facts())
    happened(database, "Accepted", "Delivered")
    take_outbox(surroundings, EFFECTS, NOW)
    deliver_due(surroundings, EFFECTS, lambda: NOW)
    assert states(database) == ["done", "done"]
    assert len(box.taken) == 2 and b"Message-ID: <" in box.taken[0]
    assert not (tmp_path / "outbox").exists()


def test_a_refused_message_is_given_up_and_a_busy_server_asked_again(
    database: Database, tmp_path: Path, mailbox: tuple[Mailbox, int]
) -> None:
    box, port = mailbox
    config = Config(home=tmp_path, smtp_host="127.0.0.1", smtp_port=port, smtp_starttls=False)
    surroundings = Surroundings(database, config, FakeFacts().facts())
    happened(database, "Accepted", "Delivered")
    take_outbox(surroundings, EFFECTS, NOW)
    box.answer = "451 busy"
    deliver_due(surroundings, EFFECTS, lambda: NOW)
    assert states(database) == ["pending", "pending"]
    box.answer = "554 no"
    deliver_due(surroundings, EFFECTS, lambda: NOW + timedelta(minutes=2))
    assert states(database) == ["failed", "failed"]


@pytest.mark.parametrize("locale", ["vi", "en"])
@pytest.mark.parametrize("kind", sorted(MAILED))
def test_every_mail_says_what_it_is_about_and_nothing_is_left_unfilled(kind: str, locale: str) -> None:
    subject, body = mail_text(kind, locale, {**TOLD, "due": "17:00 25/11/2026", "name": "Nguyễn Văn Mẫu"})
    assert TOLD["number"] in subject and "%(" not in subject + body
    for name in ("number", "procedure", "status", "link"):
        assert TOLD[name] in body


def test_a_registry_takes_a_name_once() -> None:
    (paper,) = effects_of("PaperIssued")
    with pytest.raises(ValueError, match="registered twice"):
        Registry(paper, paper)
    assert effects_of("Claimed") == ()


def test_the_worker_does_all_there_is_and_lets_the_clock_act(database: Database, config: Config) -> None:
    happened(database, "Accepted", "PaperIssued")
    called: list[datetime] = []
    run_worker(
        database,
        config,
        FakeFacts().facts(),
        clock_services=[lambda _database, now: called.append(now) or 0],
        once=True,
        clock=lambda: NOW,
    )
    assert states(database) == ["done", "done"]
    assert called == [NOW]


def test_the_worker_beside_the_server_starts_and_stops(database: Database, config: Config) -> None:
    worker = WorkerThread(database, config, FakeFacts().facts())
    worker.start()
    happened(database, "PaperIssued")
    for _ in range(100):
        if states(database) == ["done"]:
            break
        threading.Event().wait(0.05)
    assert worker.stop(10)
    assert states(database) == ["done"]
