"""Short messages to applicants' phones: that something happened and where to look, never what is in it."""

from collections.abc import Sequence

from sqlalchemy import Connection

from formengine.connectors.messages import LONGEST, MessageRefused, messenger
from formengine.effects.facts import Facts
from formengine.effects.mail_texts import MAILED, subject_of
from formengine.effects.registry import Delivery, DeliveryFailed, Effect, Surroundings
from formengine.i18n import speaking


def _recipients(facts: Facts, connection: Connection, submission_id: str, seq: int) -> Sequence[str]:
    return [found.key for found in facts.recipients(connection, submission_id, seq) if found.phone]


def _send(delivery: Delivery, surroundings: Surroundings) -> None:
    config, facts = surroundings.config, surroundings.facts
    port = messenger(config.messages, config.home)
    if port is None:
        raise DeliveryFailed("no messenger is set", lasting=True)
    with surroundings.database.reading() as connection:
        found = facts.recipients(connection, delivery.submission_id, delivery.seq)
        recipient = next((one for one in found if one.key == delivery.recipient and one.phone), None)
        if recipient is None:
            raise DeliveryFailed("the recipient has no phone any more", lasting=True)
        with speaking(recipient.locale):
            told = facts.mail(connection, delivery.submission_id, delivery.seq)
    if told is None:
        raise DeliveryFailed("the submission is gone", lasting=True)
    text = f"{subject_of(delivery.kind, recipient.locale, told)}. {told['link']}"
    try:
        port.send(recipient.phone, text[:LONGEST], delivery.id)
    except MessageRefused as error:
        raise DeliveryFailed(f"messenger: {error}", lasting=error.lasting) from error
    except OSError as error:
        raise DeliveryFailed(f"messenger: {type(error).__name__}") from error


MESSAGE = Effect("message", MAILED, _recipients, _send)
