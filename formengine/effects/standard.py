"""The effects of an installation."""

from formengine.config import Config
from formengine.connectors.messages import messenger
from formengine.effects.mail import MAIL
from formengine.effects.messages import MESSAGE
from formengine.effects.paper_files import PAPER
from formengine.effects.registry import Effect, Registry
from formengine.effects.stranded_mail import STRANDED_MAIL

EFFECTS = Registry(PAPER, MAIL, STRANDED_MAIL)
WITH_MESSAGES = Registry(PAPER, MAIL, MESSAGE, STRANDED_MAIL)


def effects_for(config: Config) -> Registry:
    """Papers and mails; short messages to phones where somebody is set who brings them. Raises UnknownMessenger."""
    return WITH_MESSAGES if messenger(config.messages, config.home) else EFFECTS


def effects_of(kind: str) -> tuple[Effect, ...]:
    """The effects of an event of this kind."""
    return EFFECTS.of(kind)
