"""Sample submissions in every state, made by the services themselves under a clock that is set for each of them."""

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from formengine.accounts.samples import demo_accounts
from formengine.accounts.signing_in import Account, account_of_person, find_by_sign_in, load_account
from formengine.accounts.staff import staff_of
from formengine.accounts.tables import accounts
from formengine.catalog.versions import current_definition
from formengine.demo_forms import sample_document
from formengine.forms.definition import Definition, Example
from formengine.planning import offered_agencies
from formengine.registers.agencies import agencies_of
from formengine.services.deciding import Wish, act
from formengine.services.drafting import open_draft, replace_answers
from formengine.services.enclosing import attachments_of, enclose
from formengine.services.errors import NotReady
from formengine.services.filing import submit
from formengine.services.house import House
from formengine.services.setup import load_sample_people
from formengine.services.starting import start_draft
from submissions.store import log
from submissions.store.tables import submissions
from submissions.submission import Submission, Task

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass
class SetClock:
    """A clock that is put to an instant and moves a little with each look, so that no two events coincide."""

    at: datetime

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=7)
        return self.at


@dataclass(frozen=True)
class Scene:
    """One sample submission: who files which example how many working days ago, and how far it then goes.

    stop: the act of the step at which it waits ("" = handled to the end); end: what happens there instead of the
    usual act (refuse, supplement, refuse_to_accept, withdraw, claim); pace: between acts, in steps of fifty
    working minutes, so that who has an hour keeps it.
    """

    procedure: str
    example: int
    filer: str
    days_ago: int
    stop: str = ""
    end: str = ""
    pace: int = 1
    organisation: bool = False


AN, BINH, CHI, MAI = "an@mau.example", "binh@mau.example", "chi@mau.example", "kinhte.binhduong@mau.example"

SCENES: tuple[Scene, ...] = (
    Scene("1.001193", 0, AN, 0, stop="accept"),
    Scene("1.001193", 1, CHI, 0, stop="propose"),
    Scene("1.001193", 0, CHI, 1, stop="confirm_draft"),
    Scene("1.001193", 0, AN, 2, stop="decide"),
    Scene("1.001193", 1, AN, 8),
    Scene("1.001193", 0, CHI, 12, stop="accept", end="supplement"),
    Scene("1.004873", 0, AN, 0, stop="accept"),
    Scene("1.004873", 0, CHI, 1, stop="propose"),
    Scene("1.004873", 0, MAI, 5),
    Scene("1.004873", 0, CHI, 9, stop="decide", end="refuse"),
    Scene("2.000815", 0, AN, 0, stop="propose"),
    Scene("2.000815", 0, BINH, 3),
    Scene("2.000815", 0, CHI, 1, stop="deliver_result"),
    Scene("2.000815", 0, CHI, 6, stop="accept", end="refuse_to_accept"),
    Scene("1.004194", 0, AN, 0, stop="accept"),
    Scene("1.004194", 0, CHI, 2, stop="propose", end="claim"),
    Scene("1.004194", 1, AN, 6, stop="decide"),
    Scene("1.004194", 0, CHI, 10),
    Scene("1.013225", 0, CHI, 0, stop="accept"),
    Scene("1.013225", 0, CHI, 2, stop="choose_agencies"),
    Scene("1.013225", 1, AN, 5, stop="opine"),
    Scene("1.013225", 2, BINH, 9, stop="opine", pace=3),
    Scene("1.013225", 0, CHI, 14, stop="decide", pace=6),
    Scene("1.013225", 4, BINH, 20),
    Scene("1.013225", 6, AN, 7, stop="propose", end="supplement"),
    Scene("1.009645", 0, BINH, 1, stop="choose_agencies"),
    Scene("1.009645", 0, BINH, 5, stop="opine"),
    Scene("1.009645", 1, BINH, 10, stop="opine"),
    Scene("1.009645", 0, BINH, 16, stop="decide", pace=4),
    Scene("1.009645", 0, BINH, 24, pace=3),
    Scene("KN-DN", 0, BINH, 0, stop="accept"),
    Scene("KN-DN", 0, BINH, 3, stop="opine"),
    Scene("KN-DN", 0, BINH, 11, stop="rate"),
    Scene("2.000205", 0, BINH, 2, stop="propose"),
    Scene("2.000205", 0, BINH, 8, stop="decide", pace=4),
    Scene("2.000205", 0, BINH, 13),
    Scene("1.001612", 0, AN, 1, stop="opine"),
    Scene("1.001612", 1, CHI, 4, stop="decide", pace=2),
    Scene("1.001612", 0, MAI, 7),
    Scene("1.001612", 0, CHI, 3, stop="propose", end="withdraw"),
    Scene("1.000656", 0, AN, 0, stop="accept"),
    Scene("1.000656", 0, CHI, 4),
    Scene("1.003677", 0, CHI, 1, stop="decide"),
    Scene("1.009748", 0, BINH, 4, stop="opine"),
    Scene("1.010727", 0, BINH, 6, stop="opine"),
    Scene("1.013831", 0, BINH, 8, stop="pay"),
    Scene("2.000986", 0, AN, 3, stop="await"),
    Scene("NB-NGHIPHEP", 0, MAI, 0, stop="opine"),
    Scene("NB-NGHIPHEP", 0, MAI, 15, stop="decide"),
)


def load_demo(house: House) -> int:
    """Sample people and submissions, unless there are submissions already; returns how many were made."""
    load_sample_people(house)
    with house.database.reading() as connection:
        if connection.execute(select(func.count()).select_from(submissions)).scalar_one():
            return 0
    stage = _Stage(house)
    for scene in sorted(SCENES, key=lambda scene: -scene.days_ago):
        stage.play(scene)
    return len(SCENES)


@dataclass
class _Stage:
    house: House
    _accounts: dict[str, Account] = field(default_factory=dict)

    def play(self, scene: Scene) -> None:
        clock = SetClock(self._morning(scene.days_ago))
        house = replace(self.house, now=clock)
        number = self._file(house, scene)
        for _step in range(60):
            if not self._go_on(house, clock, scene, number):
                return
        raise RuntimeError(f"the sample {number} does not come to an end")

    def _morning(self, days_ago: int) -> datetime:
        """Half past eight on the working day so many working days ago; a little while ago for today."""
        from formengine.services.proving import public_calendar

        calendar, now = public_calendar(), self.house.now()
        day = calendar.local(now).date()
        if days_ago == 0:
            return now - timedelta(minutes=20)
        for _day in range(days_ago):
            day -= timedelta(days=1)
            while not calendar.is_working(day):
                day -= timedelta(days=1)
        return calendar.instant(day, time(8, 30))

    def _file(self, house: House, scene: Scene) -> str:
        account = self._account(scene.filer)
        with house.database.reading() as connection:
            _version, definition = current_definition(connection, scene.procedure)
        example = definition.examples[scene.example]
        wanted = str(example.filing.get("on_behalf", "self"))
        on_behalf = wanted if wanted != "organisation" or account.organisations else "self"
        organisation = account.organisations[0].id if on_behalf == "organisation" else ""
        draft = start_draft(house, account, scene.procedure, on_behalf=on_behalf, organisation=organisation)
        shift = house.today() - _filing_day(example.filing)
        if definition.audience == ("official",):  # leave begins on a working day: keep the days of the week
            shift += timedelta(days=-shift.days % 7)
        document = _moved(example.document, shift)
        replace_answers(house, account, draft, self._with_live_codes(house, definition, document))
        for view in attachments_of(open_draft(house, account, draft)):
            if view.missing:
                name, content = _sample_file(view.attachment.accept)
                enclose(house, account, draft, code=view.attachment.code, name=name, content=content)
        try:
            return submit(house, account, draft, "vi")
        except NotReady as incomplete:
            review: Any = incomplete.review
            raise RuntimeError(f"{scene}: {review.problems} {[item.code for item in review.missing]}") from incomplete

    def _with_live_codes(self, house: House, definition: Definition, document: dict[str, Any]) -> dict[str, Any]:
        """The document with codes of lists that live in the registers: an official of the filer's agency."""
        properties: Mapping[str, Any] = definition.schema.get("properties", {})
        for name, schema in properties.items():
            if schema.get("list") == "official":
                document[name] = self._account("hotich.binhduong@mau.example").person
            if schema.get("list") == "agency":
                with house.database.reading() as connection:
                    document[name] = agencies_of(connection).by_id(self._account(MAI).actor.positions[0].agency).code
        return document

    def _go_on(self, house: House, clock: SetClock, scene: Scene, number: str) -> bool:
        """Do the next act; False when the scene is over or its time has reached the present."""
        with house.database.reading() as connection:
            row = connection.execute(select(submissions).where(submissions.c.number == number)).one()
            submission = log.load(connection, row.id)
            _version, definition = current_definition(connection, scene.procedure)
        waiting = [task for task in submission.open_tasks() if task.step.act != scene.stop]
        stopped = [task for task in submission.open_tasks() if task.step.act == scene.stop]
        if stopped and not waiting:
            self._end(house, scene, number, submission, stopped[0])
            return False
        if not waiting:
            return False
        clock.at = self._later(clock.at, scene.pace)
        if clock.at >= self.house.now():
            return False
        self._act(house, number, submission, definition, definition.examples[scene.example], waiting[0])
        return True

    def _later(self, at: datetime, pace: int) -> datetime:
        from formengine.services.proving import public_calendar

        return public_calendar().after_work(at, timedelta(minutes=50 * pace))

    def _act(
        self, house: House, number: str, submission: Submission, definition: Definition, example: Example, task: Task
    ) -> None:
        if task.step.who == "applicant":
            account, outcome = self._by_person(submission.facts.filer), "confirmed"
            act(house, account, number, Wish(task.step.act, task.id, outcome=outcome, score=5))
            return
        account = self._official(task, avoiding={one.by for one in submission.done_steps()} | submission.applicants)
        outcomes = {"opine": "agree", "propose": "approve", "decide": "approve", "deliver_result": "online"}
        answers = submission.answers.version if submission.answers else 0
        wish = Wish(
            task.step.act,
            task.id,
            outcome=outcomes.get(task.step.act, ""),
            agencies=self._choice(house, task) if task.step.act == "choose_agencies" else (),
            answers=answers,
            form_document=self._form(definition, example, task),
        )
        done = act(house, account, number, wish)
        if done.problems:
            raise RuntimeError(f"{number}, {task.step.step}: {done.problems}")

    def _form(self, definition: Definition, example: Example, task: Task) -> Any:
        if not task.step.step_form:
            return None
        if task.step.step in example.forms:
            return dict(example.forms[task.step.step])
        return sample_document(definition.step_form(task.step.step_form), definition.step_forms[task.step.step_form])

    def _choice(self, house: House, task: Task) -> tuple[str, ...]:
        with house.database.reading() as connection:
            offered = offered_agencies(agencies_of(connection), task.step, house.today())
        return tuple(agency.id for agency in offered[: max(1, min(task.step.most or 3, 3))])

    def _end(self, house: House, scene: Scene, number: str, submission: Submission, task: Task) -> None:
        if not scene.end:
            return
        answers = submission.answers.version if submission.answers else 0
        if scene.end == "withdraw":
            reason = "Người nộp chưa có nhu cầu nữa."
            act(house, self._by_person(submission.facts.filer), number, Wish("withdraw", reason=reason))
            return
        wishes = {
            "claim": Wish("claim", task.id),
            "refuse": Wish(
                "decide",
                task.id,
                outcome="refuse",
                answers=answers,
                reason="Thông tin khai không khớp với dữ liệu đang lưu giữ (lý do mẫu).",
            ),
            "refuse_to_accept": Wish(
                "refuse_to_accept", task.id, reason="Giấy tờ không thuộc loại được chứng thực bản sao (lý do mẫu)."
            ),
            "supplement": Wish(
                "request_supplement",
                task.id,
                reason="Bản chụp không đọc được (lý do mẫu).",
                items=(
                    {"code": submission.files[0].code if submission.files else "", "what": "Chụp lại, đủ bốn góc."},
                ),
                days=10,
            ),
        }
        done = act(house, self._official(task, avoiding=set(submission.applicants)), number, wishes[scene.end])
        if done.problems:
            raise RuntimeError(f"{number}: {done.problems}")

    # --- people -------------------------------------------------------------------------------------------

    def _account(self, sign_in: str) -> Account:
        if sign_in not in self._accounts:
            with self.house.database.reading() as connection:
                found = find_by_sign_in(connection, sign_in, key=self.house.key)
                account = load_account(connection, found.account, found.epoch) if found else None
            if account is None:
                raise LookupError(f"no sample account {sign_in}; there are {[one.sign_in for one in demo_accounts()]}")
            self._accounts[sign_in] = account
        return self._accounts[sign_in]

    def _by_person(self, person: str) -> Account:
        with self.house.database.reading() as connection:
            account_id = account_of_person(connection, person)
            epoch = connection.execute(select(accounts.c.epoch).where(accounts.c.id == account_id)).scalar_one()
            account = load_account(connection, str(account_id), epoch)
        if account is None:
            raise LookupError(f"the sample person {person} has no account")
        return account

    def _official(self, task: Task, avoiding: set[str] | frozenset[str]) -> Account:
        """Somebody who holds the task's position, by preference not one who acted before."""
        with self.house.database.reading() as connection:
            staff = staff_of(connection, task.step.agency, self.house.today())
        fitting = [held.person for held in staff if held.role == task.step.role]
        fresh = [person for person in fitting if person not in avoiding]
        if not fitting:
            raise LookupError(f"nobody is {task.step.role} at {task.step.agency} for {task.step.step}")
        if task.assignee:
            return self._by_person(task.assignee)
        return self._by_person((fresh or fitting)[0])


def _filing_day(filing: Mapping[str, Any]) -> date:
    return datetime.fromisoformat(str(filing["at"])).astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).date()


def _moved(value: Any, by: timedelta) -> Any:
    """`value` with every date in it moved, so that an example written for one day holds on another."""
    if isinstance(value, Mapping):
        return {name: _moved(inner, by) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_moved(inner, by) for inner in value]
    if isinstance(value, str) and ISO_DAY.fullmatch(value):
        return (date.fromisoformat(value) + by).isoformat()
    return value


def _sample_file(accept: tuple[str, ...]) -> tuple[str, bytes]:
    """A small sheet that says it is a sample, as PDF where that is taken, else as a picture."""
    if "application/pdf" in accept:
        return "giay-to-mau.pdf", _sample_pdf("GIAY TO MAU - SAMPLE")
    if "image/png" in accept:
        return "anh-mau.png", _sample_png(60, 80)
    raise ValueError(f"no sample file of {accept}")


def _sample_pdf(text: str) -> bytes:
    content = f"BT /F1 28 Tf 90 700 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
    ]
    body, places = b"%PDF-1.4\n", []
    for number, item in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"xref\n0 5\n0000000000 65535 f \n%strailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return body + tail % (table, len(body))


def _sample_png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    rows = b"".join(b"\x00" + b"\xdd\xe6\xea" * width for _row in range(height))
    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\x00\x00\x00"
    parts = chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)
