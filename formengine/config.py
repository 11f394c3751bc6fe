"""Every setting, read from the environment in this file alone; `docs/operation.md` has the same table."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path


class ConfigError(Exception):
    """A setting has a value that cannot work; the message says which and what to write."""


def _setting(default: object, description: str) -> object:
    return field(default=default, metadata={"description": description})


@dataclass(frozen=True, kw_only=True)
class Config:
    """Settings of one installation. Field `x_y` is read from `FORMENGINE_X_Y`."""

    home: Path = _setting(Path("var"), "Folder that holds all state: database, files, papers, outbox, secret key.")
    database_url: str = _setting("", "SQLAlchemy address of the database; empty: SQLite at HOME/formengine.sqlite3.")
    host: str = _setting("127.0.0.1", "Address that `formengine run` listens on.")
    port: int = _setting(8000, "Port that `formengine run` listens on.")
    threads: int = _setting(8, "Request threads of `formengine run`.")
    base_url: str = _setting("", "Address that citizens use, printed in QR codes and mails; empty: http://HOST:PORT.")
    secret_key: str = _setting("", "Signs cookies; empty: HOME/secret_key, made at the first start.")
    secure_cookies: bool = _setting(False, "Set to 1 when served over HTTPS: cookies travel over HTTPS only.")
    trusted_proxies: int = _setting(0, "How many reverse proxies in front set X-Forwarded-For and -Proto.")
    locale: str = _setting("vi", "Language shown first: vi or en.")
    zone: str = _setting("Asia/Ho_Chi_Minh", "Time zone in which legal days are counted where an agency names none.")
    report_day: int = _setting(15, "Day on which a reporting month begins (1: calendar months), see NĐ 09/2019.")
    country: str = _setting("VN", "Country whose public holidays the calendar starts from (ISO 3166-1 alpha-2).")
    demo: bool = _setting(False, "Set by `run --demo`: sample people and submissions, sign-in buttons.")
    worker_thread: bool = _setting(True, "Deliver from a thread of the web process; 0: run `formengine worker`.")
    smtp_host: str = _setting("", "Mail server; empty: mails are written to HOME/outbox.")
    smtp_port: int = _setting(587, "Port of the mail server.")
    smtp_user: str = _setting("", "User at the mail server; empty: no sign-in.")
    smtp_password: str = _setting("", "Password at the mail server.")
    smtp_starttls: bool = _setting(True, "Ask the mail server for TLS.")
    mail_from: str = _setting("no-reply@formengine.example", "Sender of mails.")
    messages: str = _setting(
        "", "Who brings short messages to phones: a provider's name, file (HOME/messages), or empty: nobody."
    )
    max_upload_mb: int = _setting(20, "Largest file that is taken, in MB, where a definition says nothing smaller.")
    rate_limit_storage: str = _setting("memory://", "Where counted tries lie; redis://… when several processes serve.")
    log_level: str = _setting("INFO", "Least level that is logged: DEBUG, INFO, WARNING, ERROR.")

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{(self.home / 'formengine.sqlite3').absolute()}"

    @property
    def public_url(self) -> str:
        return self.base_url.rstrip("/") or f"http://{self.host}:{self.port}"

    def key(self) -> str:
        """The secret key; made once and kept under `home` when none is set."""
        if self.secret_key:
            return self.secret_key
        path = self.home / "secret_key"
        if not path.exists():
            self.home.mkdir(parents=True, exist_ok=True)
            try:
                with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                    file.write(secrets.token_urlsafe(48))
            except FileExistsError:  # another process was first: its key is the key
                pass
        return path.read_text().strip()


def read_config(environ: Mapping[str, str] = os.environ, **overrides: object) -> Config:
    """Config from `environ`; raises ConfigError that names the variable and what it may hold."""
    values: dict[str, object] = {}
    for item in fields(Config):
        name = f"FORMENGINE_{item.name.upper()}"
        if name in environ:
            values[item.name] = _convert(name, environ[name], type(item.default))
    return Config(**{**values, **overrides})  # type: ignore[arg-type]


def _convert(name: str, text: str, kind: type) -> object:
    if kind is bool:
        if text.lower() in ("1", "true", "yes", "on"):
            return True
        if text.lower() in ("0", "false", "no", "off", ""):
            return False
        raise ConfigError(f"{name}={text!r}: write 1 or 0")
    if kind is int:
        try:
            return int(text)
        except ValueError:
            raise ConfigError(f"{name}={text!r}: write a whole number") from None
    return Path(text) if issubclass(kind, Path) else text
