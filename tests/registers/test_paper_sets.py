"""The house's papers follow the rules of the day, and an installation may have its own."""

import json
from datetime import UTC, date, datetime
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from pypdf import PdfReader

from formengine.papers import PaperError, compile_paper, paper_templates, shipped, template_digest, templates_of
from formengine.registers.paper_sets import PAPERS, BadPaperSets, paper_set, paper_sets
from formengine.resources import folder

AT = datetime(2026, 11, 22, 2, 30, tzinfo=UTC)
RECEIPT = {"submission": {"number": "H29.901-261122-0001", "accepted_at": AT}, "requester": {"full_name": "Mẫu"}}


def text_of(pdf: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def test_an_older_submission_keeps_the_set_of_its_day(tmp_path: Path) -> None:
    before, after = paper_set(tmp_path, date(2024, 5, 6)), paper_set(tmp_path, date(2026, 11, 23))
    assert (before.code, after.code) == ("tt-01-2018", "tt-03-2025")
    assert before.papers["control_slip"].form_number == "Mẫu số 05"
    assert after.papers["control_slip"].form_number == "Mẫu số 06"
    assert before.papers["apology"].title.startswith("Phiếu xin lỗi và hẹn lại")


def test_every_day_has_one_set_and_every_paper_its_template(tmp_path: Path) -> None:
    sets = sorted(paper_sets(tmp_path), key=lambda each: each.valid_from)
    for earlier, later in pairwise(sets):
        assert earlier.valid_to is not None and (later.valid_from - earlier.valid_to).days == 1
    assert sets[-1].valid_to is None
    assert {paper.template for each in sets for paper in each.papers.values()} <= set(paper_templates())


def test_an_installation_has_its_own_sets(tmp_path: Path) -> None:
    shipped_sets = json.loads((folder("form_definitions") / "papers" / "paper-sets.json").read_text())
    shipped_sets["sets"][1]["papers"]["apology"]["series"] = "XL-HCC"
    own = tmp_path / "paper-templates" / "paper-sets.json"
    own.parent.mkdir()
    own.write_text(json.dumps(shipped_sets))
    assert paper_set(tmp_path, date(2026, 1, 1)).papers["apology"].series == "XL-HCC"


@pytest.mark.parametrize("text", ["{", "{}", '{"sets": []}', '{"sets": [{"code": "x"}]}', "[]"])
def test_a_broken_file_is_named_and_not_passed_over(tmp_path: Path, text: str) -> None:
    own = tmp_path / "paper-templates" / "paper-sets.json"
    own.parent.mkdir()
    own.write_text(text)
    with pytest.raises(BadPaperSets, match=r"paper-sets\.json"):
        paper_set(tmp_path, date(2026, 1, 1))


def test_an_agency_lays_its_template_over_the_shipped_one(tmp_path: Path) -> None:
    assert templates_of(tmp_path, "H29.31") == shipped()
    source = (shipped() / "receipt.typ").read_text()
    own = tmp_path / "paper-templates" / "H29.31" / "receipt.typ"
    own.parent.mkdir(parents=True)
    own.write_text(source + "\n#block[Đường dây nóng của phường: 0274 111 2222]\n")
    ours, theirs = templates_of(tmp_path, "H29.31"), templates_of(tmp_path, "H29.32")
    assert theirs == shipped() and ours != shipped()
    assert "0274 111 2222" in text_of(compile_paper("receipt", RECEIPT, AT, ours))
    assert "0274 111 2222" not in text_of(compile_paper("receipt", RECEIPT, AT, theirs))
    own.write_text(source + "\n#block[Đường dây nóng: 0274 333 4444]\n")
    assert "0274 333 4444" in text_of(compile_paper("receipt", RECEIPT, AT, templates_of(tmp_path, "H29.31")))


def test_a_template_for_all_agencies_gives_way_to_an_agencys_own(tmp_path: Path) -> None:
    for place, words in (("", "của toàn hệ thống"), ("H29.31", "của riêng phường")):
        own = tmp_path / "paper-templates" / place / "result.typ"
        own.parent.mkdir(parents=True, exist_ok=True)
        own.write_text(f'#import "house.typ": *\n#show: paper.with("Kết quả")\n= Kết quả\nMẫu {words}\n')
    for agency, words in (("H29.31", "của riêng phường"), ("H29.32", "của toàn hệ thống")):
        assert words in text_of(compile_paper("result", {}, AT, templates_of(tmp_path, agency)))


def test_what_a_template_may_read_are_templates(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("geheim")
    own = tmp_path / "paper-templates" / "result.typ"
    own.parent.mkdir()
    for address in ("../../secret_key", "/etc/passwd", "../../../secret_key"):
        own.write_text(f'= Kết quả\n#read("{address}")\n')
        with pytest.raises(PaperError):
            compile_paper("result", {}, AT, templates_of(tmp_path, ""))


def test_the_digest_changes_with_what_is_imported() -> None:
    assert template_digest("receipt") != template_digest("refusal") and len(PAPERS) == len(set(PAPERS))
