"""What every notice to an applicant begins with: who it goes to and what may be said."""

from collections.abc import Mapping
from typing import Literal

from formengine.effects.facts import Recipient
from formengine.effects.registry import Delivery, DeliveryFailed, Surroundings
from formengine.i18n import speaking


def notice_of(
    delivery: Delivery, surroundings: Surroundings, way: Literal["email", "phone"]
) -> tuple[Recipient, Mapping[str, str]]:
    """Who a delivery goes to by that way, and the facts in their language. Raises DeliveryFailed."""
    facts = surroundings.facts
    with surroundings.database.reading() as connection:
        found = facts.recipients(connection, delivery.submission_id, delivery.seq)
        recipient = next((one for one in found if one.key == delivery.recipient and getattr(one, way)), None)
        if recipient is None:
            raise DeliveryFailed(f"the recipient has no {way} any more", lasting=True)
        with speaking(recipient.locale):
            told = facts.mail(connection, delivery.submission_id, delivery.seq)
    if told is None:
        raise DeliveryFailed("the submission is gone", lasting=True)
    return recipient, told
