"""Short messages to applicants' phones: that something happened and where to look, never what is in it."""

from collections.abc import Sequence

from sqlalchemy import Connection

from formengine.connectors.messages import LONGEST, MessageRefused, messenger
from formengine.effects.facts import Facts
from formengine.effects.mail_texts import MAILED, subject_of
from formengine.effects.notices import notice_of
from formengine.effects.registry import Delivery, DeliveryFailed, Effect, Surroundings


def _recipients(facts: Facts, connection: Connection, submission_id: str, seq: int) -> Sequence[str]:
    return [found.key for found in facts.recipients(connection, submission_id, seq) if found.phone]


def _send(delivery: Delivery, surroundings: Surroundings) -> None:
    port = messenger(surroundings.config.messages, surroundings.config.home)
    if port is None:
        raise DeliveryFailed("no messenger is set", lasting=True)
    recipient, told = notice_of(delivery, surroundings, "phone")
    text = f"{subject_of(delivery.kind, recipient.locale, told)}. {told['link']}"
    try:
        port.send(recipient.phone, text[:LONGEST], delivery.id)
    except MessageRefused as error:
        raise DeliveryFailed(f"messenger: {error}", lasting=error.lasting) from error
    except OSError as error:
        raise DeliveryFailed(f"messenger: {type(error).__name__}") from error


MESSAGE = Effect("message", MAILED, _recipients, _send)
