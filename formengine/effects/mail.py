"""Mails to applicants: what happened to a submission and where to look, never what is in it."""

import smtplib
import ssl
from collections.abc import Mapping, Sequence
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from formengine.config import Config
from formengine.effects.facts import Facts, Recipient
from formengine.effects.files import write_whole
from formengine.effects.mail_texts import MAILED, mail_text
from formengine.effects.notices import notice_of
from formengine.effects.registry import Delivery, DeliveryFailed, Effect, Surroundings

# Shorter than what deliveries.LONGEST allows for the whole effect: connect, greet, sign in, hand over.
TIMEOUT_SECONDS = 10


class _WholeWords(EmailPolicy):
    """The standard policy, but long names and subjects keep their spaces where they are broken.

    The folding of Python 3.11 loses the space between two encoded words (RFC 2047, section 6.2).
    """

    def fold(self, name: str, value: Any) -> str:
        if name == "Subject":
            return f"Subject: {self._words(str(value))}{self.linesep}"
        if name == "To" and value.addresses[0].display_name:
            to = value.addresses[0]
            return f"To: {self._words(to.display_name)}{self.linesep} <{to.addr_spec}>{self.linesep}"
        return super().fold(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        return self.fold(name, value).encode("ascii", "surrogateescape")

    def _words(self, text: str) -> str:
        return Header(text, "utf-8", header_name="Subject").encode(linesep=self.linesep)


POLICY = _WholeWords(linesep="\r\n")


def compose(delivery: Delivery, recipient: Recipient, facts: Mapping[str, str], sender: str) -> EmailMessage:
    """The mail about the event of `delivery`, in the recipient's language; the same bytes each time.

    Raises DeliveryFailed (lasting) when the address or a header cannot stand in a mail.
    """
    subject, body = mail_text(delivery.kind, recipient.locale, {**facts, "name": recipient.name})
    message = EmailMessage(policy=POLICY)
    try:
        message["From"] = _address(sender)
        message["To"] = _address(recipient.email, recipient.name)
        message["Subject"] = subject
    except (ValueError, IndexError, MessageError) as error:
        # The parser of the standard library leaves with IndexError on some broken addresses.
        raise DeliveryFailed(f"no mail can be addressed: {type(error).__name__}", lasting=True) from None
    message["Date"] = format_datetime(delivery.at)
    message["Message-ID"] = delivery.message_id
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = recipient.locale
    message.set_content(body)
    return message


def _address(email: str, name: str = "") -> Address:
    if not email.isascii() or any(mark in email for mark in "\r\n,;<> ") or "@" not in email:
        raise ValueError("not one plain address")
    if any(mark in name for mark in "\r\n"):
        raise ValueError("a name of several lines")
    return Address(display_name=name, addr_spec=email)


def send(message: EmailMessage, delivery: Delivery, config: Config) -> None:
    """Hand the mail to the server, or lay it into HOME/outbox where none is set. Raises DeliveryFailed."""
    if not config.smtp_host:
        try:
            write_whole(mail_path(config.home, delivery), message.as_bytes())
        except OSError as error:
            raise DeliveryFailed(f"the outbox cannot be written: {type(error).__name__}") from error
        return
    try:
        _hand_over(message, config)
    except smtplib.SMTPResponseException as error:
        raise DeliveryFailed(f"mail server: {error.smtp_code}", lasting=_refused_for_good(error)) from error
    except smtplib.SMTPRecipientsRefused as error:
        codes = sorted({code for code, _text in error.recipients.values()})
        told = ", ".join(map(str, codes))
        raise DeliveryFailed(f"mail server refused the recipient: {told}", lasting=min(codes) >= 500) from error
    except (smtplib.SMTPException, OSError) as error:
        raise DeliveryFailed(f"mail server: {type(error).__name__}") from error


def mail_path(home: Path, delivery: Delivery) -> Path:
    """The file that stands for the mail where no server is set; a repeat writes the same file."""
    return home / "outbox" / f"{delivery.at:%Y%m%dT%H%M%S}-{delivery.id}.eml"


def _hand_over(message: EmailMessage, config: Config) -> None:
    with smtplib.SMTP(config.smtp_host, config.smtp_port, timeout=TIMEOUT_SECONDS) as server:
        if config.smtp_starttls:
            server.starttls(context=ssl.create_default_context())
        if config.smtp_user:
            server.login(config.smtp_user, config.smtp_password)
        server.send_message(message)


def _refused_for_good(error: smtplib.SMTPResponseException) -> bool:
    """A refused sign-in is the installation's fault and can be mended; a refused message cannot."""
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500


def _recipients(facts: Facts, connection: Connection, submission_id: str, seq: int) -> Sequence[str]:
    return [found.key for found in facts.recipients(connection, submission_id, seq) if found.email]


def _mail(delivery: Delivery, surroundings: Surroundings) -> None:
    recipient, told = notice_of(delivery, surroundings, "email")
    send(compose(delivery, recipient, told, surroundings.config.mail_from), delivery, surroundings.config)


MAIL = Effect("mail", MAILED, _recipients, _mail)
