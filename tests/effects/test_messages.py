"""Short messages to phones: one port, a stand-in that writes files, nothing where nobody is set."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select

from formengine.config import Config
from formengine.connectors.messages import LONGEST, MessageRefused, UnknownMessenger, messenger
from formengine.effects import messages
from formengine.effects.deliveries import deliver_due, deliveries, take_outbox
from formengine.effects.facts import Facts, Recipient
from formengine.effects.registry import Surroundings
from formengine.effects.standard import effects_for
from submissions.store.tables import outbox

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
TOLD = {"number": "H29.901-261122-0001", "link": "https://dichvucong.example/submissions/H29.901-261122-0001"}
FACTS = Facts(
    lambda *_: [Recipient("account1", "Nguyễn Văn Mẫu", "", "vi", "0912345678")], lambda *_: TOLD, lambda *_: None
)


@pytest.fixture
def told(database, tmp_path):
    """An installation that brings messages, with one event in its outbox."""
    with database.transaction() as connection:
        connection.execute(insert(outbox), [{"submission_id": "s1", "seq": 1, "kind": "Accepted", "at": NOW}])
    return Surroundings(database, Config(home=tmp_path, messages="file"), FACTS)


def states(database) -> list[str]:
    with database.reading() as connection:
        return list(connection.execute(select(deliveries.c.state).where(deliveries.c.effect == "message")).scalars())


def sent(config) -> list[dict[str, str]]:
    return [json.loads(path.read_text()) for path in sorted((config.home / "messages").glob("*.json"))]


def test_a_person_with_a_phone_alone_is_told_once(told) -> None:
    registry = effects_for(told.config)
    take_outbox(told, registry, NOW)
    deliver_due(told, registry, lambda: NOW)
    (message,) = sent(told.config)
    assert message["phone"] == "0912345678" and len(message["text"]) <= LONGEST
    assert "đã được tiếp nhận" in message["text"] and "https://" in message["text"]
    assert states(told.database) == ["done"]


def test_nobody_is_told_where_nobody_brings_messages(told) -> None:
    silent = Surroundings(told.database, replace(told.config, messages=""), told.facts)
    registry = effects_for(silent.config)
    take_outbox(silent, registry, NOW)
    assert states(silent.database) == []


def test_a_provider_that_fails_is_tried_again_with_the_same_key(told, monkeypatch) -> None:
    keys = []

    class Down:
        def send(self, phone: str, text: str, key: str) -> None:
            keys.append(key)
            if len(keys) == 1:
                raise MessageRefused("busy")

    monkeypatch.setattr(messages, "messenger", lambda _name, _home: Down())
    registry = effects_for(told.config)
    take_outbox(told, registry, NOW)
    deliver_due(told, registry, lambda: NOW)
    deliver_due(told, registry, lambda: NOW + timedelta(days=1))
    assert len(keys) == 2 and keys[0] == keys[1]


def test_an_unknown_provider_is_said_at_the_start(tmp_path) -> None:
    with pytest.raises(UnknownMessenger, match="carrier-pigeon"):
        messenger("carrier-pigeon", tmp_path)
