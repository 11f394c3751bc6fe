"""Words as people search them: without case and accents."""

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")
# Longer ones are cut: PostgreSQL takes none above 2 kB, and nobody looks for the rest.
_LONGEST = 64


def fold(text: str) -> str:
    """NFC, casefolded, đ as d, marks stripped: "Hộ khẩu" and "ho khau" become the same."""
    decomposed = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if not unicodedata.combining(c)))


def words(text: str) -> list[str]:
    """The folded words of `text`, in order."""
    return [word[:_LONGEST] for word in _WORD.findall(fold(text))]
