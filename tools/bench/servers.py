"""Servers under measurement: gunicorn with two sync workers on a free port of this machine (Linux: /proc is read)."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import formengine

WORKERS = 2
ROOT = Path(formengine.__file__).resolve().parent.parent
HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Server:
    """A running gunicorn; `started` seconds went by until its first answer."""

    port: int
    process: subprocess.Popen
    started: float

    def workers(self) -> list[int]:
        pid = self.process.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def memory(self) -> list[tuple[float, float]]:
        """(resident, proportional) megabytes of each worker."""
        return [_memory(pid) for pid in self.workers()]

    def cpu(self) -> float:
        """Seconds of processor time that the workers have used so far."""
        return sum(_cpu(pid) for pid in self.workers())


@contextmanager
def serving(app: str, folder: Path, **environment: str) -> Iterator[Server]:
    """gunicorn serving `app` ("module:callable") until the block ends; its log goes to `folder`/gunicorn.log."""
    port = _free_port()
    environ = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{HERE}", **environment}
    command = [sys.executable, "-m", "gunicorn", "--workers", str(WORKERS), "--worker-class", "sync"]
    command += ["--bind", f"127.0.0.1:{port}", "--log-level", "warning", app]
    began = time.perf_counter()
    with (folder / "gunicorn.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=folder, env=environ, stdout=log, stderr=log)
    try:
        _await_answer(port, process, folder)
        yield Server(port, process, time.perf_counter() - began)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _await_answer(port: int, process: subprocess.Popen, folder: Path, seconds: float = 30) -> None:
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        try:
            with socket.create_connection(("127.0.0.1", port), 1) as connection:
                connection.sendall(b"GET / HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
                if connection.recv(16):
                    return
        except OSError:
            time.sleep(0.005)
        if process.poll() is not None:
            break
    raise RuntimeError(f"the server did not answer; its log:\n{(folder / 'gunicorn.log').read_text()[-2000:]}")


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory(pid: int) -> tuple[float, float]:
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    rss, pss = (int(re.search(rf"^{name}:\s+(\d+) kB", text, re.MULTILINE)[1]) for name in ("Rss", "Pss"))  # type: ignore[index]
    return rss / 1024, pss / 1024
