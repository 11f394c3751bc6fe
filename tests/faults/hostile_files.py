"""Hostile files made from a few words: what a list of cases cannot hold as text."""

import io
import struct
import zipfile
import zlib
from typing import Any

_PNG = b"\x89PNG\r\n\x1a\n"


def content_of(recipe: dict[str, Any]) -> bytes:
    """The bytes that `recipe` describes: parts one after another, each {kind: argument}."""
    if "parts" in recipe:
        return b"".join(content_of(part) for part in recipe["parts"])
    ((kind, argument),) = recipe.items()
    made: bytes = _KINDS[kind](argument)
    return made


def _repeated(argument: list[Any]) -> bytes:
    return bytes.fromhex(argument[0]) * int(argument[1])


def _pdf(argument: dict[str, Any]) -> bytes:
    """A PDF with the objects given as texts; those under `packed` lie in a compressed object stream."""
    objects = "".join(f"{n} 0 obj{body}endobj\n" for n, body in enumerate(argument.get("objects", ["<<>>"]), 1))
    out = b"%PDF-1.7\n" + objects.encode("latin-1")
    if "packed" in argument:
        body = zlib.compress(argument["packed"].encode("latin-1"))
        head = f"9 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length {len(body)}>>stream\n".encode()
        out += head + body + b"\nendstream endobj\n"
    if "bomb" in argument:
        body = zlib.compress(b"\x00" * int(argument["bomb"]))
        head = f"9 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length {len(body)}>>stream\n".encode()
        out += head + body + b"\nendstream endobj\n"
    if "picture" in argument:
        body = zlib.compress(argument["picture"].encode("latin-1"))
        out += b"8 0 obj<</Subtype/Image/Length 9>>stream\n" + body + b"\nendstream endobj\n"
    return out + b"trailer<<>>\n%%EOF\n"


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _png(argument: list[int]) -> bytes:
    """A PNG that says it has that width and height, with hardly a pixel in it."""
    width, height = argument
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return _PNG + head + _chunk(b"IDAT", zlib.compress(b"\x00" * 64)) + _chunk(b"IEND", b"")


def _jpeg(argument: list[int]) -> bytes:
    """A JPEG that says it has that width and height."""
    width, height = argument
    frame = b"\xff\xc0\x00\x0b\x08" + struct.pack(">HH", height, width) + b"\x01\x01\x11\x00"
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + frame + b"\xff\xd9"


def _zip(argument: list[Any]) -> bytes:
    """A ZIP with entries [name, size]; one of size -1 is a link, one named `*n` stands for so many."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, size in argument:
            if size == -1:
                link = zipfile.ZipInfo(name)
                link.create_system, link.external_attr = 3, 0o120777 << 16
                archive.writestr(link, "/etc/passwd")
            elif name.startswith("*"):
                for number in range(int(name[1:])):
                    archive.writestr(f"e{number}", b"")
            else:
                with archive.open(name, "w", force_zip64=True) as entry:
                    for _block in range(size // (1 << 20)):
                        entry.write(b"\x00" * (1 << 20))
                    entry.write(b"\x00" * (size % (1 << 20)))
    return buffer.getvalue()


_KINDS = {
    "text": lambda text: text.encode(),
    "hex": bytes.fromhex,
    "repeat": _repeated,
    "pdf": _pdf,
    "png": _png,
    "jpeg": _jpeg,
    "zip": _zip,
}
