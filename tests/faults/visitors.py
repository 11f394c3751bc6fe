"""People at browsers that are not there: requests over real connections, and which of them were cut off."""

import http.client
import re
import secrets
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from formengine.accounts.samples import demo_password

# How long a visitor goes on asking a server that is down.
PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    location: str
    text: str


class CutOff(Exception):
    """The connection ended before an answer was there: nobody knows what came of the request."""


class Visitor:
    """A signed-in person; every request is a connection of its own."""

    def __init__(self, port: int, sign_in: str) -> None:
        self.port, self.cookies, self.token = port, dict[str, str](), ""
        self.get("/sign-in")
        answer = self.post("/sign-in", {"identifier": sign_in, "password": demo_password()})
        assert answer.status == 302, (sign_in, answer.status)
        self.get("/profile/contact")

    def get(self, address: str) -> Answer:
        return self.patiently("GET", address)

    def post(self, address: str, fields: dict[str, Any], files: dict[str, tuple[str, bytes]] | None = None) -> Answer:
        return self.once("POST", address, *self.body(fields, files))

    def body(self, fields: dict[str, Any], files: dict[str, tuple[str, bytes]] | None = None) -> tuple[bytes, str]:
        """What a browser sends of a form, and the type it is sent as."""
        fields = {"csrf_token": self.token, **fields}
        if not files:
            return urlencode(fields, doseq=True).encode(), "application/x-www-form-urlencoded"
        mark = secrets.token_hex(16)
        parts = [f'name="{name}"\r\n\r\n{value}'.encode() for name, value in fields.items()]
        parts += [
            f'name="{name}"; filename="{file}"\r\nContent-Type: application/pdf\r\n\r\n'.encode() + content
            for name, (file, content) in files.items()
        ]
        lines = b"".join(f"--{mark}\r\nContent-Disposition: form-data; ".encode() + part + b"\r\n" for part in parts)
        return lines + f"--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"

    def once(self, method: str, address: str, body: bytes | None = None, kind: str = "") -> Answer:
        """One request; raises CutOff."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies, **({"Content-Type": kind} if kind else {})}
        try:
            connection.request(method, address, body, headers)
            response = connection.getresponse()
            text = response.read().decode()
        except (OSError, http.client.HTTPException) as error:
            raise CutOff(address) from error
        finally:
            connection.close()
        for cookie in response.headers.get_all("Set-Cookie", []):
            name, _equals, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        if found := re.search(r'name="csrf_token" value="([^"]+)"', text):
            self.token = found[1]
        return Answer(response.status, response.headers.get("Location", ""), text)

    def patiently(self, method: str, address: str, body: bytes | None = None, kind: str = "") -> Answer:
        """The same request until it is answered."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                return self.once(method, address, body, kind)
            except CutOff:
                if time.monotonic() > until:
                    raise
                time.sleep(0.01)
