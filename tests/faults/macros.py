"""Large and odd values, written small: an object with one key that starts with $ stands for what it says."""

from typing import Any


def expanded(value: Any) -> Any:
    """`value` with every macro in it replaced by what it stands for."""
    if isinstance(value, list):
        return [expanded(item) for item in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        ((name, arguments),) = value.items()
        if name in _MACROS:
            return _MACROS[name](*arguments)
    return {key: expanded(item) for key, item in value.items()}


def _text(part: str, times: int) -> str:
    return part * times


def _joined(*parts: Any) -> str:
    return "".join(str(expanded(part)) for part in parts)


def _items(item: Any, times: int) -> list[Any]:
    return [expanded(numbered(item, number)) for number in range(times)]


def _keys(name: str, item: Any, times: int) -> dict[str, Any]:
    return {name.replace("#", str(number)): expanded(numbered(item, number)) for number in range(times)}


def _deep(levels: int, wrap: Any, core: Any) -> Any:
    """`core` inside `wrap` so many times; `wrap` says with "@" where it goes in."""
    made = expanded(core)
    for _level in range(levels):
        made = _placed(wrap, made)
    return made


def _placed(wrap: Any, core: Any) -> Any:
    if wrap == "@":
        return core
    if isinstance(wrap, list):
        return [_placed(item, core) for item in wrap]
    if isinstance(wrap, dict):
        return {key: _placed(item, core) for key, item in wrap.items()}
    return wrap


def numbered(item: Any, number: int) -> Any:
    """`item` with #n in its texts replaced by the number, #m by the number after it; "#i" alone becomes the number."""
    if isinstance(item, str):
        return number if item == "#i" else item.replace("#n", str(number)).replace("#m", str(number + 1))
    if isinstance(item, list):
        return [numbered(part, number) for part in item]
    if isinstance(item, dict):
        return {numbered(key, number): numbered(part, number) for key, part in item.items()}
    return item


def _number(text: str) -> float:
    return float(text)


_MACROS = {"$text": _text, "$join": _joined, "$items": _items, "$keys": _keys, "$deep": _deep, "$number": _number}
