"""Style sheets, scripts, fonts: named with a part of their digest, so that a browser may keep them for good.

Scripts import each other by relative addresses, so they lie in a folder that is named by the digest of them all:
`/static/2f0c…/js/refresh.js`.
"""

import hashlib
import re
from functools import cache
from pathlib import Path

from flask import Flask, Response, abort, request, send_from_directory

from formengine.resources import folder
from formengine.web.policy import policy

FOR_GOOD = 365 * 24 * 3600
# Fonts are named by the style sheet, without a digest; they never change under their name.
A_MONTH = 30 * 24 * 3600
_VERSION = re.compile("[0-9a-f]{10}")


@cache
def _digest(name: str) -> str:
    return hashlib.sha256((folder("static") / name).read_bytes()).hexdigest()[:10]


@cache
def _digest_of_scripts() -> str:
    scripts = folder("static") / "js"
    names = sorted(path.relative_to(scripts.parent).as_posix() for path in scripts.rglob("*.js"))
    return hashlib.sha256("".join(_digest(name) for name in names).encode()).hexdigest()[:10]


@cache
def _address(name: str, prefix: str) -> str:
    if name.endswith(".js"):
        return f"{prefix}{_digest_of_scripts()}/{name}"
    return f"{prefix}{name}?v={_digest(name)}"


def static(name: str) -> str:
    """The address of a static file, a new one when its contents change."""
    return _address(name, f"{request.script_root}/static/")


@policy("public")
def serve(name: str) -> Response:
    version, _slash, script = name.partition("/")
    versioned = version == _digest_of_scripts() or bool(request.args.get("v"))
    if _VERSION.fullmatch(version):  # a page drawn before an upgrade asks by the digest of then
        name = script
    if name.endswith(".gz") or not (folder("static") / name).is_file():
        abort(404)
    packed = (folder("static") / f"{name}.gz").is_file()
    zipped = packed and request.accept_encodings["gzip"] > 0
    kept = FOR_GOOD if versioned else A_MONTH
    response = send_from_directory(folder("static"), f"{name}.gz" if zipped else name, max_age=kept)
    if packed:
        response.vary.add("Accept-Encoding")
    if zipped:
        response.content_type = _type_of(name)
        response.headers["Content-Encoding"] = "gzip"
    if versioned:
        response.cache_control.immutable = True
    return response


def _type_of(name: str) -> str:
    types = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
    return f"{types[Path(name).suffix]}; charset=utf-8"


def init(app: Flask) -> None:
    app.add_url_rule("/static/<path:name>", "static", serve)
    app.jinja_env.globals["static"] = static
