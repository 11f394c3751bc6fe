"""gunicorn serving the site, to be killed: one worker process, all of them, or the whole server."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from procedures import SECRET

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def environment_of(home: Path, url: str = "", sabotage: str = "", **more: str) -> dict[str, str]:
    """What a process of the product is started with."""
    settings = {"HOME": str(home), "DATABASE_URL": url, "SECRET_KEY": SECRET, "DEMO": "1", "WORKER_THREAD": "0",
                "LOG_LEVEL": "WARNING"}  # fmt: skip
    named = {f"FORMENGINE_{name}": value for name, value in settings.items()}
    path = os.pathsep.join((str(ROOT), str(HERE)))
    return {**os.environ, **named, "PYTHONPATH": path, "SABOTAGE": sabotage, **more}


class Gunicorn:
    """A server on a port of its own."""

    def __init__(self, home: Path, url: str = "", sabotage: str = "", workers: int = 2, threads: int = 1) -> None:
        self._environment = environment_of(home, url, sabotage)
        self._home = home
        self._held = socket.socket()
        self._held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._held.bind(("127.0.0.1", 0))  # bound and never listened at: the port stays ours while the server is down
        self._held.set_inheritable(True)
        self.port = int(self._held.getsockname()[1])
        self._shape = ["--workers", str(workers), "--threads", str(threads), "--preload"]
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "gunicorn", *self._shape, "--bind", f"fd://{self._held.fileno()}"]
        command += ["--log-level", "warning", "--backlog", "256", "site_under_test:site()"]
        with (self._home / "gunicorn.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=HERE, env=self._environment, stdout=log, stderr=log,
                pass_fds=[self._held.fileno()], start_new_session=True,
            )  # fmt: skip
        self.await_answer()

    def workers(self) -> list[int]:
        pid = self.process.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def kill_workers(self) -> None:
        """kill -9 of every process that answers requests; the parent makes new ones."""
        for pid in self.workers():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass

    def kill(self) -> None:
        """kill -9 of the whole server."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()
        self._held.close()

    def await_answer(self, seconds: float = 60) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                with socket.create_connection(("127.0.0.1", self.port), 2) as connection:
                    connection.sendall(b"GET /sign-in HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
                    if connection.recv(16):
                        return
            except OSError:
                time.sleep(0.01)
            if self.process.poll() is not None:
                break
        raise RuntimeError(f"gunicorn did not answer:\n{(self._home / 'gunicorn.log').read_text()[-3000:]}")


@contextmanager
def gunicorn(home: Path, url: str = "", **shape: object) -> Iterator[Gunicorn]:
    made = Gunicorn(home, url, **shape)  # type: ignore[arg-type]
    try:
        yield made
    finally:
        made.stop()
