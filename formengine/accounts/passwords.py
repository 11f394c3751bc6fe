"""Passwords as argon2id hashes."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from formengine.i18n import gettext as _
from submissions.store.words import fold

LEAST = 8
MOST = 200

Profile = Literal["standard", "quick"]
# Time cost, memory in KiB, lanes. "standard": the least that OWASP's password storage cheat sheet asks for, and so
# little memory that many sign-ins at once do not exhaust a small server. "quick" is for tests and demonstrations.
_PROFILES: dict[str, tuple[int, int, int]] = {"standard": (2, 19456, 1), "quick": (1, 8, 1)}

# fmt: off
_EASY = frozenset((
    "12345678", "123456789", "1234567890", "0123456789", "87654321", "11111111", "00000000", "88888888",
    "66666666", "12341234", "11223344", "password", "password1", "passw0rd", "matkhau", "matkhau123",
    "matkhau1", "qwerty123", "qwertyuiop", "asdfghjk", "iloveyou", "abcd1234", "abc12345", "a1234567",
    "abcdefgh", "1q2w3e4r", "vietnam1", "vietnam123", "anhyeuem", "emyeuanh", "xinchao1", "xinchao123",
    "admin123",
))
# fmt: on


@dataclass(frozen=True)
class Passwords:
    """Makes and checks hashes; checking costs the same whether or not there is an account."""

    hasher: PasswordHasher
    nobody: str

    def hash(self, password: str) -> str:
        return self.hasher.hash(password)

    def verify(self, hashed: str | None, password: str) -> bool:
        """Whether `password` belongs to `hashed`; None (no such account) takes as long and is never right."""
        try:
            right = self.hasher.verify(hashed or self.nobody, password[: MOST + 1])
        except (VerificationError, InvalidHashError):
            return False
        return right and hashed is not None

    def outdated(self, hashed: str) -> bool:
        """Whether `hashed` was made with other costs than those of today and should be made anew."""
        return self.hasher.check_needs_rehash(hashed)


@cache
def passwords(profile: Profile = "standard") -> Passwords:
    time_cost, memory, lanes = _PROFILES[profile]
    hasher = PasswordHasher(time_cost=time_cost, memory_cost=memory, parallelism=lanes)
    return Passwords(hasher, hasher.hash("nobody's password"))


def password_problem(password: str, about: tuple[str, ...] = ()) -> str:
    """Why `password` cannot be taken, in the person's language; empty when it can.

    `about`: what others know of the person (numbers, name, e-mail), which makes no password.
    """
    if len(password) < LEAST:
        return _("Choose a password of at least %(least)s characters", least=LEAST)
    if len(password) > MOST:
        return _("Choose a password of at most %(most)s characters", most=MOST)
    plain = fold(password).replace(" ", "")
    known = {fold(text).replace(" ", "") for text in about if text}
    if plain in _EASY or len(set(plain)) < 3 or plain in known:
        return _("This password is easy to guess; choose another one")
    return ""
