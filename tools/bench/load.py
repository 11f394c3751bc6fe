"""Load from this machine: a few processes, each one request after the other; sync workers know no keep-alive."""

import multiprocessing
import re
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

# Twice the workers: one waits in the queue while another is served.
CLIENTS = 4
TOKEN = re.compile(rb'name="csrf_token" value="([^"]+)"')


@dataclass
class Answer:
    """What came back for `path`."""

    path: str
    status: int
    location: str
    body: bytes


@dataclass
class Visitor:
    """A browser of a kind: keeps cookies and the token of the page it last saw, follows redirects when asked to."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""

    def get(self, path: str) -> Answer:
        return self._send(f"GET {path} HTTP/1.1\r\n", b"")

    def post(self, path: str, form: Sequence[tuple[str, str]]) -> Answer:
        body = urlencode([("csrf_token", self.token), *form]).encode()
        kind = "Content-Type: application/x-www-form-urlencoded\r\n"
        return self._send(f"POST {path} HTTP/1.1\r\n{kind}Content-Length: {len(body)}\r\n", body)

    def follow(self, answer: Answer) -> Answer:
        """The page that redirects lead to."""
        while answer.status in (301, 302, 303):
            answer = self.get(answer.location)
        return answer

    def _send(self, head: str, body: bytes) -> Answer:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        lines = f"{head}Host: 127.0.0.1\r\nAccept-Language: vi\r\nConnection: close\r\n"
        if cookies:
            lines += f"Cookie: {cookies}\r\n"
        head_bytes, body = _exchange(self.port, f"{lines}\r\n".encode() + body)
        answer = Answer(head.split(" ", 2)[1], int(head_bytes[9:12]), "", body)
        for line in head_bytes.decode("latin-1").split("\r\n")[1:]:
            name, _colon, value = line.partition(": ")
            if name.lower() == "set-cookie":
                cookie, _equals, content = value.partition(";")[0].partition("=")
                self.cookies[cookie] = content
            elif name.lower() == "location":
                parts = urlsplit(value)
                answer.location = f"{parts.path}?{parts.query}" if parts.query else parts.path
        if found := TOKEN.search(body):
            self.token = found[1].decode()
        return answer


def _exchange(port: int, request: bytes) -> tuple[bytes, bytes]:
    with socket.create_connection(("127.0.0.1", port), 60) as connection:
        connection.sendall(request)
        parts = []
        while part := connection.recv(262144):
            parts.append(part)
    head, _gap, body = b"".join(parts).partition(b"\r\n\r\n")
    return head, body


def plain(port: int, request: bytes) -> Callable[[], None]:
    """A unit of work that sends the same bytes each time and wants 200."""

    def send() -> None:
        head, _body = _exchange(port, request)
        if head[9:12] != b"200":
            raise RuntimeError(head.decode("latin-1"))

    return send


# Makes what one client repeats; called in the client's process with its number, before the clock starts.
Prepare = Callable[[int], Callable[[], None]]


@dataclass(frozen=True)
class Told:
    """What a run took: `seconds` of the whole machine for one unit, all clients at work, and how many were done."""

    seconds: float
    units: int


def run(prepare: Prepare, *, seconds: float = 0.0, units: int = 0) -> Told:
    """Let all clients work for so many `seconds`, or until `units` are done in all; raises what a client raised."""
    context = multiprocessing.get_context("fork")
    barrier, results = context.Barrier(CLIENTS), context.Queue()
    clients = [
        context.Process(target=_client, args=(prepare, number, seconds, units // CLIENTS, barrier, results))
        for number in range(CLIENTS)
    ]
    for client in clients:
        client.start()
    told = [results.get(timeout=300) for _client in clients]
    for client in clients:
        client.join()
    if faults := [fault for _done, _began, _ended, fault in told if fault]:
        raise RuntimeError(f"a client failed: {'; '.join(faults)}")
    done = sum(each[0] for each in told)
    return Told((max(each[2] for each in told) - min(each[1] for each in told)) / done, done)


def _client(prepare: Prepare, number: int, seconds: float, units: int, barrier: Any, results: Any) -> None:
    done, began, fault = 0, time.perf_counter(), "ended before it began"
    try:
        unit = prepare(number)
        barrier.wait(120)
        began = time.perf_counter()
        while done < units if units else time.perf_counter() - began < seconds:
            unit()
            done += 1
        fault = ""
    except (OSError, RuntimeError, ValueError) as reason:
        barrier.abort()  # nobody waits for a client that failed
        fault = repr(reason)[:2000]
    finally:
        results.put((done, began, time.perf_counter(), fault))
