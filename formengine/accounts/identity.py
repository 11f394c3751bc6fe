"""Numbers and names that identify: how they are written, checked and found without lying open in an index."""

import hashlib
import hmac
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Literal

from formengine.forms.formats import is_email, is_personal_number, is_phone_number

Kind = Literal["personal_number", "phone", "email"]


def identity_key(secret: str) -> bytes:
    """The key of the hashes in `persons` and `sign_in_names`, derived from the installation's secret key."""
    return hmac.new(secret.encode(), b"formengine identity hashes", hashlib.sha256).digest()


def keyed_hash(key: bytes, kind: Kind, value: str) -> str:
    """HMAC-SHA256 of an already normalised value, as 64 hexadecimal digits."""
    return hmac.new(key, f"{kind}\n{value}".encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class SignInName:
    kind: Kind
    value: str

    def hash(self, key: bytes) -> str:
        return keyed_hash(key, self.kind, self.value)


def read_sign_in(text: str) -> SignInName | None:
    """What somebody typed to sign in: a personal number, a mobile number or an e-mail address; None for neither."""
    if value := personal_number(text):
        return SignInName("personal_number", value)
    if value := phone_number(text):
        return SignInName("phone", value)
    if value := email_address(text):
        return SignInName("email", value)
    return None


def personal_number(text: str) -> str:
    """The twelve digits without spaces; empty when it is none."""
    digits = re.sub(r"[\s.-]", "", text)
    return digits if is_personal_number(digits) else ""


def phone_number(text: str) -> str:
    """A Vietnamese phone number from its 0, also where +84 was typed; empty when it is none."""
    digits = re.sub(r"[\s.()-]", "", text)
    digits = re.sub(r"^(?:\+84|0084)", "0", digits)
    return digits if is_phone_number(digits) else ""


def email_address(text: str) -> str:
    """The address in lower case; empty when it is none."""
    address = unicodedata.normalize("NFC", text).strip().lower()
    return address if is_email(address) else ""


def full_name(text: str) -> str:
    """A person's name with single spaces in NFC; empty when it cannot be one."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    fine = all(c.isalpha() or c in " .'’-()" or unicodedata.combining(c) for c in name)
    return name if fine and 2 <= len(name) <= 100 else ""


def matches_birth(number: str, born: date) -> bool:
    """Whether a personal number can be that of somebody born that day (its century and year say so)."""
    return 1900 + 100 * (int(number[3]) // 2) + int(number[4:6]) == born.year


def sex_of(number: str) -> Literal["male", "female"]:
    """What a personal number says; its fourth digit is even for men."""
    return "female" if int(number[3]) % 2 else "male"
