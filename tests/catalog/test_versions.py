import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from sqlalchemy import Connection, select

from formengine.catalog import versions as catalog_versions
from formengine.catalog.browsing import entry, search
from formengine.catalog.entries import load_national_catalogue
from formengine.catalog.tables import definition_versions
from formengine.catalog.versions import (
    UnknownVersion,
    current,
    current_definition,
    definition_of,
    publish,
    source_of,
    version_of,
    versions,
)
from formengine.database import Database
from formengine.forms.problems import DefinitionError
from formengine.i18n import speaking

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
LATER = datetime(2026, 11, 23, 3, tzinfo=UTC)


def source(title: str = "Cấp bản sao", code: str = "VD.000001", **changes: object) -> bytes:
    """The smallest definition that can be published, with some of it changed."""
    step = {"step": "decide", "title": "Quyết định", "agency": {"competent": True}, "role": "leader", "act": "decide"}
    definition = {
        "code": code,
        "title": title,
        "description": "Thủ tục để thử.",
        "sector": "Hộ tịch",
        "owner": "so-tu-phap",
        "competent": {"type": "ubnd-xa"},
        "audience": ["citizen"],
        "service_level": "full",
        "minutes": 5,
        "applicants": ["Công dân Việt Nam"],
        "legal_basis": ["Luật Hộ tịch 60/2014/QH13"],
        "valid_from": "2025-07-01",
        "parties": {"requester": "/name"},
        "schema": {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "type": "object",
            "required": ["name"],
            "properties": {"name": {"type": "string", "title": "Họ tên", "minLength": 1}},
        },
        "pages": [{"title": "Người yêu cầu", "items": ["/name"]}],
        "cases": [{"case": "usual", "title": "Thông thường", "time_limit": {"working_days": 2}}],
        "route": [
            {"stage": "decision", "title": "Quyết định", "steps": [step | {"limit": {"working_days": 1}}]},
        ],
        "translations": {"en": {title: "Copy", "Hộ tịch": "Civil status"}},
    } | changes
    return json.dumps(definition, ensure_ascii=False).encode()


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    with database.transaction() as opened:
        yield opened


def test_a_published_definition_is_in_the_catalogue_and_is_what_new_submissions_get(connection: Connection) -> None:
    version = publish(connection, source(), by="someone", at=NOW, acknowledged=["step limits: agreed"])
    assert current(connection, "VD.000001") == version
    assert (version.number, version.published_by, version.acknowledged) == (1, "someone", ("step limits: agreed",))
    known = entry(connection, "VD.000001")
    assert known is not None
    assert (known.title, known.title_en, known.sector_key) == ("Cấp bản sao", "Copy", "ho-tich")
    assert (known.has_form, known.audience, known.levels) == (True, ("citizen",), ("commune",))
    assert [one.code for one in search(connection, "cap ban sao").entries] == ["VD.000001"]
    assert [one.code for one in search(connection, "copy civil").entries] == ["VD.000001"]


def test_the_same_bytes_are_the_same_version(connection: Connection) -> None:
    first = publish(connection, source(), by="one", at=NOW)
    assert publish(connection, source(), by="two", at=LATER) == first
    assert len(versions(connection, "VD.000001")) == 1


def test_other_bytes_are_a_new_version_and_the_old_one_stays(connection: Connection) -> None:
    first = publish(connection, source(), at=NOW)
    second = publish(connection, source("Cấp bản sao trích lục"), at=LATER)
    assert [one.number for one in versions(connection, "VD.000001")] == [2, 1]
    assert current(connection, "VD.000001").id == second.id
    assert definition_of(connection, first.id).title == "Cấp bản sao"
    assert definition_of(connection, second.id).title == "Cấp bản sao trích lục"
    assert version_of(connection, first.id).number == 1


def test_an_older_version_published_again_is_current_again(connection: Connection) -> None:
    first = publish(connection, source(), at=NOW)
    publish(connection, source("Cấp bản sao trích lục"), at=LATER)
    assert publish(connection, source(), at=LATER).id == first.id
    version, definition = current_definition(connection, "VD.000001")
    assert (version.number, definition.title) == (1, "Cấp bản sao")
    assert entry(connection, "VD.000001").title == "Cấp bản sao"


def test_a_definition_is_read_once_in_a_process(connection: Connection) -> None:
    version = publish(connection, source(), at=NOW)
    assert definition_of(connection, version.id) is definition_of(connection, version.id)


def test_what_is_kept_is_what_was_published(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    version = publish(connection, source(), at=NOW)
    monkeypatch.setattr(catalog_versions, "_held", catalog_versions._Held())
    read_again = definition_of(connection, version.id)
    assert read_again.digest == version.digest
    assert read_again.source == source_of(connection, version.id)
    assert publish(connection, source_of(connection, version.id), at=LATER).id == version.id


def test_what_was_published_stays_readable_when_definitions_are_judged_more_strictly(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = publish(connection, source(), at=NOW)
    monkeypatch.setattr(catalog_versions, "_held", catalog_versions._Held())

    def stricter(_source: bytes) -> None:
        raise DefinitionError([])

    monkeypatch.setattr(catalog_versions, "load_definition", stricter)
    assert definition_of(connection, version.id).title == "Cấp bản sao"


def test_a_faulty_definition_publishes_nothing(connection: Connection) -> None:
    broken = source(audience=["nobody"])
    with pytest.raises(DefinitionError) as refused:
        publish(connection, broken, at=NOW)
    assert any(problem.pointer.startswith("/audience/0") for problem in refused.value.problems)
    assert connection.execute(select(definition_versions)).all() == []
    assert entry(connection, "VD.000001") is None


@pytest.mark.parametrize("junk", [b"", b"[]", b"{}", b"\xff", b"null", b'{"code": "VD.1"}'])
def test_what_is_no_definition_is_refused(connection: Connection, junk: bytes) -> None:
    with pytest.raises(DefinitionError):
        publish(connection, junk, at=NOW)


def test_a_definition_of_another_procedure_is_refused(connection: Connection) -> None:
    with speaking("en"), pytest.raises(DefinitionError) as refused:
        publish(connection, source(), at=NOW, procedure="VD.000002")
    assert [(one.pointer, one.message) for one in refused.value.problems] == [
        ("/code", "This is the definition of VD.000001; write VD.000002")
    ]


def test_unknown_versions_are_named(connection: Connection) -> None:
    publish(connection, source(), at=NOW)
    for missing in (current, current_definition):
        with pytest.raises(UnknownVersion, match=r"'VD\.000002' has no published"):
            missing(connection, "VD.000002")
    for missing in (definition_of, version_of, source_of):
        with pytest.raises(UnknownVersion, match="id 'none'"):
            missing(connection, "none")
    assert versions(connection, "VD.000002") == ()


NATIONAL = (
    "code,name,sector,level,agency,applicants\n"
    '1.001193,Thủ tục khai sinh,Hộ tịch trong nước,"Cấp tỉnh, Cấp xã",UBND xã,Công dân\n'
).encode()


def test_a_form_takes_the_place_of_the_national_list_s_entry_in_its_sector(connection: Connection) -> None:
    load_national_catalogue(connection, NATIONAL)
    with pytest.raises(UnknownVersion):
        current(connection, "1.001193")
    publish(connection, source("Đăng ký khai sinh", code="1.001193"), at=NOW)
    for _again in range(2):
        known = entry(connection, "1.001193")
        assert known is not None
        assert (known.title, known.sector_key, known.agency, known.levels, known.has_form) == (
            "Đăng ký khai sinh", "ho-tich-trong-nuoc", "UBND xã", ("province", "commune"), True,
        )  # fmt: skip
        load_national_catalogue(connection, NATIONAL)


def test_the_order_of_publishing_and_loading_the_national_list_does_not_matter(connection: Connection) -> None:
    publish(connection, source("Đăng ký khai sinh", code="1.001193"), at=NOW)
    load_national_catalogue(connection, NATIONAL)
    after = entry(connection, "1.001193")
    publish(connection, source("Đăng ký khai sinh", code="1.001193"), at=NOW)
    assert entry(connection, "1.001193") == after
    assert after is not None
    assert (after.sector_key, after.levels) == ("ho-tich-trong-nuoc", ("province", "commune"))


def test_a_procedure_of_one_s_own_can_change_its_sector(connection: Connection) -> None:
    publish(connection, source(), at=NOW)
    publish(connection, source(sector="Chứng thực"), at=LATER)
    assert entry(connection, "VD.000001").sector_key == "chung-thuc"


def test_what_officials_alone_file_is_published_but_not_public(connection: Connection) -> None:
    publish(connection, source(audience=["official"]), at=NOW)
    assert search(connection, "cap ban sao").entries == ()
    assert entry(connection, "VD.000001").internal


def test_versions_published_at_the_same_moment_are_numbered_in_turn(database: Database) -> None:
    barrier = Barrier(4)

    def work(number: int) -> int:
        barrier.wait()
        with database.transaction() as opened:
            return publish(opened, source(f"Thủ tục {number}"), at=NOW).number

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(work, range(4))) == [1, 2, 3, 4]
