"""Numbers and days in words, Vietnamese and English, as papers want them."""

from datetime import date
from decimal import Decimal

_VI = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_VI_GROUPS = ("", "nghìn", "triệu")
_EN_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_EN_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_EN_GROUPS = ("", "thousand", "million", "billion", "trillion", "quadrillion")


def in_words(number: int, locale: str = "vi", *, money: bool = False) -> str:
    """`number` in words, its first letter large; with `money`, "đồng" after it."""
    if number < 0:
        words = ("âm " if locale == "vi" else "minus ") + _words(-number, locale)
    else:
        words = _words(number, locale)
    if money:
        words += " đồng" if locale == "vi" else " dong"
    return words[:1].upper() + words[1:]


def number_in_words(number: int | float, locale: str = "vi") -> str:
    """A number as it is said, its decimals figure by figure, in small letters: "một phẩy hai ba bốn"."""
    whole, _point, rest = format(Decimal(repr(abs(number))), "f").partition(".")
    said = [_words(int(whole), locale)]
    if rest.strip("0"):
        said += ["phẩy" if locale == "vi" else "point", *(_words(int(figure), locale) for figure in rest)]
    if number < 0:
        said.insert(0, "âm" if locale == "vi" else "minus")
    return " ".join(said)


def date_in_words(day: date, locale: str = "vi") -> str:
    """A day in words, as certificates of civil status have it."""
    year = _words(day.year, locale)
    if locale == "vi":
        month = "tư" if day.month == 4 else _words(day.month, locale)
        return f"Ngày {_words(day.day, locale)} tháng {month} năm {year}"
    return f"The {_ordinal(day.day)} of {_EN_MONTHS[day.month - 1]}, {year}"


_EN_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_EN_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth", "twenty": "twentieth", "thirty": "thirtieth",
}  # fmt: skip


def _ordinal(number: int) -> str:
    head, dash, last = _words(number, "en").rpartition("-")
    return head + dash + _EN_ORDINALS.get(last, last + "th")


def _words(number: int, locale: str) -> str:
    if locale != "vi":
        return _english(number)
    if number < 1_000_000_000:
        return _vietnamese_millions(number, False)
    billions, rest = divmod(number, 1_000_000_000)
    text = f"{_words(billions, 'vi')} tỷ"
    return f"{text} {_vietnamese_millions(rest, True)}" if rest else text


def _vietnamese_millions(number: int, follows: bool) -> str:
    groups = [number // 1_000_000, number // 1000 % 1000, number % 1000]
    parts: list[str] = []
    for position, group in enumerate(groups):
        if group:
            name = _VI_GROUPS[2 - position]
            parts.append(f"{_vietnamese_hundreds(group, follows or bool(parts))} {name}".strip())
    return " ".join(parts) or _VI[0]


def _vietnamese_hundreds(number: int, full: bool) -> str:
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    parts = [f"{_VI[hundreds]} trăm"] if hundreds or full else []
    if tens == 0:
        if ones:
            parts.append(f"linh {_VI[ones]}" if parts else _VI[ones])
        return " ".join(parts)
    parts.append("mười" if tens == 1 else f"{_VI[tens]} mươi")
    if ones:
        last = _VI[ones]
        if ones == 5:
            last = "lăm"
        elif ones == 1 and tens > 1:
            last = "mốt"
        parts.append(last)
    return " ".join(parts)


def _english(number: int) -> str:
    if number == 0:
        return _EN_SMALL[0]
    parts: list[str] = []
    position = 0
    while number:
        number, group = divmod(number, 1000)
        if group:
            name = _EN_GROUPS[position] if position < len(_EN_GROUPS) else f"times ten to the {position * 3}"
            parts.insert(0, f"{_english_hundreds(group)} {name}".strip())
        position += 1
    return " ".join(parts)


def _english_hundreds(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    parts = [f"{_EN_SMALL[hundreds]} hundred"] if hundreds else []
    if rest >= 20:
        tens, ones = divmod(rest, 10)
        parts.append(_EN_TENS[tens] + (f"-{_EN_SMALL[ones]}" if ones else ""))
    elif rest:
        parts.append(_EN_SMALL[rest])
    return " and ".join(parts)
