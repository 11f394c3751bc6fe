"""Nothing is acknowledged before it lies on the disk: the order of the system's calls under strace (threat I2).

kill -9 cannot prove this, because what was written survives in the system's cache; a power cut would not spare it.
"""

import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from gunicorns import Gunicorn, gunicorn
from procedures import CITIZEN, PAPER, PDF, Installation, installed, whole_way
from sqlalchemy import text
from visitors import Visitor

from formengine.config import Config
from formengine.database import Database, open_database

Lacking = Callable[[str], None]
CODE = "VD-TRONVEN"
TRACED = "fsync,fdatasync,pwrite64,write,rename,renameat,renameat2,sendto,sendmsg,writev"
LINE = re.compile(r"^(\d+) +(\w+)\((.*)$")
PATH = re.compile(r"\d+<([^>]*)>")
SYNCS, WRITES = ("fsync", "fdatasync"), ("pwrite64", "write")


@dataclass
class Watched:
    """What one thread has done since its last answer: files written and not synced, syncs of the log, renames."""

    unsynced: set[str] = field(default_factory=set)
    log_synced: bool = False
    renamed: str = ""
    file_synced: bool = False
    file_named: bool = False


def verdicts(trace: Path) -> list[str]:
    """For each answer that acknowledges (302): empty, or what was not on the disk when it went out."""
    threads: dict[str, Watched] = {}
    found = []
    for line in trace.read_text(errors="replace").splitlines():
        matched = LINE.match(line)
        if matched is None:
            continue
        thread, call, rest = matched.groups()
        seen = threads.setdefault(thread, Watched())
        if "HTTP/1.1 302" in rest and call in ("sendto", "write", "sendmsg", "writev"):
            found.append(_verdict(seen))
            threads[thread] = Watched()
        else:
            _note(seen, call, rest)
    return found


def _note(seen: Watched, call: str, rest: str) -> None:
    path = named[1] if (named := PATH.match(rest)) else ""
    name = path.rsplit("/", 1)[-1]
    if call in WRITES and (path.endswith("-wal") or name.endswith(".part")):
        seen.unsynced.add(path)
    elif call in SYNCS:
        seen.unsynced.discard(path)
        seen.log_synced = seen.log_synced or path.endswith("-wal")
        seen.file_synced = seen.file_synced or name.endswith(".part")
        if seen.renamed and path == seen.renamed:
            seen.file_named = True
    elif call.startswith("rename") and ".part" in rest:
        target = re.findall(r'"([^"]*)"', rest)[-1]
        seen.renamed = str(Path(target).parent)


def _verdict(seen: Watched) -> str:
    if seen.unsynced:
        return f"written and not synced: {sorted(seen.unsynced)}"
    if not seen.log_synced:
        return "no commit was synced"
    if seen.renamed and not (seen.file_synced and seen.file_named):
        return f"a file or its name was not synced: {seen}"
    return ""


@contextmanager
def traced(server: Gunicorn, trace: Path, lacking: Lacking) -> Iterator[None]:
    """strace on the one process that answers, until the block ends."""
    (pid,) = server.workers()
    command = ["strace", "-f", "-y", "-s", "32", "-e", f"trace={TRACED}", "-o", str(trace), "-p", str(pid)]
    tracer = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert tracer.stderr is not None
    said = tracer.stderr.readline()
    if "attached" not in said:
        tracer.kill()
        tracer.wait()
        lacking(f"strace may not look at a process here: {said.strip()}")
    try:
        yield
    finally:
        time.sleep(0.1)
        tracer.send_signal(signal.SIGINT)
        tracer.communicate(timeout=20)


def watched(there: Installation, submits: int, lacking: Lacking, sabotage: str = "") -> list[str]:
    """The verdict on each answer of so many uploads and submits."""
    if shutil.which("strace") is None:
        lacking("no strace on this machine")
    drafts = [there.draft(CODE) for _number in range(submits)]
    trace = there.config.home / "trace"
    with gunicorn(there.config.home, workers=1, sabotage=sabotage) as server:
        visitor = Visitor(server.port, CITIZEN)
        with traced(server, trace, lacking):
            for draft in drafts:
                sent = {f"file:{PAPER}": ("giấy.pdf", PDF)}
                assert visitor.post(f"/drafts/{draft}/attachments", {"_go": "next"}, sent).status == 302
                answer = visitor.post(f"/drafts/{draft}/submit", {})
                assert (answer.status, answer.location[:13]) == (302, "/submissions/")
    return verdicts(trace)


@pytest.fixture
def there(database: Database, tmp_path: Path) -> Installation:
    return installed(database, tmp_path, "", whole_way(CODE))


@pytest.mark.parametrize("submits", [20, pytest.param(200, marks=pytest.mark.night)])
def test_every_acknowledged_upload_and_submission_was_synced_before(
    there: Installation, lacking: Lacking, submits: int
) -> None:
    found = watched(there, submits, lacking)
    assert len(found) == 2 * submits
    assert set(found) == {""}


def test_a_database_that_waits_for_no_disk_is_found_out(there: Installation, lacking: Lacking) -> None:
    found = watched(there, 5, lacking, "does_not_sync")
    assert len(found) == 10 and "" not in found


def test_a_file_whose_name_is_not_synced_is_found_out(tmp_path: Path) -> None:
    """The reading of a trace, on one that was written by hand."""
    calls = [
        '7 write(9</h/files/ab/x.part>, "%PDF", 4) = 4',
        "7 fsync(9</h/files/ab/x.part>) = 0",
        '7 rename("/h/files/ab/x.part", "/h/files/ab/x") = 0',
        "7 fsync(9</h/files/ab>) = 0",
        '7 pwrite64(5</h/formengine.sqlite3-wal>, "", 24, 0) = 24',
        "7 fdatasync(5</h/formengine.sqlite3-wal>) = 0",
        '7 sendto(8<socket:[1]>, "HTTP/1.1 302 FOUND\\r\\n", 20, 0, NULL, 0) = 20',
    ]
    trace = tmp_path / "trace"
    trace.write_text("\n".join(calls))
    assert verdicts(trace) == [""]
    for left_out, blamed in ((1, "x.part"), (3, "its name"), (5, "-wal")):
        trace.write_text("\n".join(call for place, call in enumerate(calls) if place != left_out))
        (said,) = verdicts(trace)
        assert blamed in said


@pytest.mark.postgres
def test_postgresql_is_left_to_wait_for_its_disk(postgres: object, tmp_path: Path) -> None:
    """The product sets nothing that would make a commit return early; what the server says holds."""
    opened = open_database(Config(home=tmp_path, database_url=postgres.url))  # type: ignore[attr-defined]
    try:
        with opened.transaction() as connection:
            names = "('synchronous_commit', 'commit_delay')"
            sources = connection.execute(text(f"SELECT DISTINCT source FROM pg_settings WHERE name IN {names}"))
            assert {row.source for row in sources} <= {"default", "configuration file"}
    finally:
        opened.dispose()
