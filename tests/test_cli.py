"""The command line, as somebody types it."""

import json
import socket

import pytest
from click.testing import CliRunner

from formengine.cli import main
from formengine.resources import folder


@pytest.fixture
def formengine(tmp_path, monkeypatch):
    """Run a command in an empty folder with its own home; gives (exit code, what it printed)."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FORMENGINE_HOME", str(tmp_path / "var"))
    monkeypatch.setenv("FORMENGINE_LOG_LEVEL", "ERROR")

    def run(*arguments: str, typed: str = "") -> tuple[int, str]:
        result = CliRunner().invoke(main, arguments, input=typed)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, result.output

    return run


def test_shipped_definitions_pass(formengine):
    files = [str(path) for path in sorted(folder("form_definitions").glob("*.json"))]
    assert len(files) == 21
    code, said = formengine("check", *files)
    assert code == 0
    assert all(": warning: " in line for line in said.splitlines())


def test_a_broken_definition_is_named_by_file_and_pointer(formengine, tmp_path):
    formengine("new", "NB-THU")
    path = tmp_path / "NB-THU.json"
    content = json.loads(path.read_text("utf-8"))
    content["route"][0]["steps"][0]["step_form"] = "nowhere"
    content["examples"][0]["expect"]["due"] = "2026-03-10"
    path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    code, said = formengine("check", "NB-THU.json")
    assert code == 1
    assert said.startswith("NB-THU.json: /route/0/steps/0/step_form: ")


def test_a_wrong_due_date_is_a_problem(formengine, tmp_path):
    formengine("new", "NB-THU")
    path = tmp_path / "NB-THU.json"
    path.write_text(path.read_text("utf-8").replace('"due": "2026-03-09"', '"due": "2026-03-10"'), "utf-8")
    code, said = formengine("check", "NB-THU.json")
    assert code == 1
    assert said.startswith("NB-THU.json: /examples/0/expect/due: ")


def test_publish_is_all_or_nothing(formengine, tmp_path):
    formengine("new", "NB-THU")
    formengine("new", "NB-HAI")
    path = tmp_path / "NB-HAI.json"
    path.write_text(path.read_text("utf-8").replace('"/request"', '"/requset"'), "utf-8")
    code, said = formengine("publish", "NB-THU.json", "NB-HAI.json")
    assert code == 1
    assert "NB-HAI.json: /pages/0/items/2: " in said
    assert formengine("publish", "NB-THU.json") == (0, "NB-THU.json: NB-THU is version 1\n")
    assert formengine("publish", "NB-THU.json") == (0, "NB-THU.json: NB-THU is version 1\n")


def test_new_refuses_to_overwrite_and_a_bad_code(formengine):
    assert formengine("new", "NB-THU")[0] == 0
    code, said = formengine("new", "NB-THU")
    assert code == 1
    assert "exists already" in said
    assert "is no code" in formengine("new", "../x")[1]


def test_agencies_and_people(formengine, tmp_path):
    samples = json.loads((folder("form_definitions") / "samples" / "agencies.json").read_text("utf-8"))
    (tmp_path / "agencies.json").write_text(json.dumps(samples, ensure_ascii=False), "utf-8")
    code, said = formengine("agency", "load", "agencies.json")
    assert (code, said.endswith("agencies loaded.\n")) == (0, True), said
    known = samples["agencies"][0]["code"] if isinstance(samples, dict) else samples[0]["code"]
    wanted = ("user", "add", "--name", "Nguyễn Mẫu Mới", "--phone", "0901234568", "--email", "moi@mau.example")
    code, said = formengine(*wanted, "--agency", known, "--role", "officer", typed="mat khau mau 1\nmat khau mau 1\n")
    assert code == 0, said
    assert "can sign in with moi@mau.example" in said
    code, said = formengine(*wanted, typed="mat khau mau 1\nmat khau mau 1\n")
    assert code == 1
    nowhere = ("--phone", "0901234569", "--agency", "X", "--role", "officer")
    code, said = formengine("user", "add", "--name", "Mẫu Bê", *nowhere, typed="mat khau mau 1\nmat khau mau 1\n")
    assert code == 1


def test_a_taken_port_says_what_to_do(formengine):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, said = formengine("run", "--port", str(port))
    assert code == 1
    assert f"port {port} is taken" in said
    assert "--port" in said


def test_upgrade_worker_and_rebuild_on_an_empty_house(formengine):
    assert formengine("db", "upgrade")[1] == "The database was upgraded.\n"
    assert formengine("db", "upgrade")[1] == "The database is up to date.\n"
    assert formengine("worker", "--once")[0] == 0
    assert formengine("rebuild") == (0, "0 submissions, 0 lists made anew, 0 damaged.\n")


def test_a_wrong_setting_is_named(formengine, monkeypatch):
    monkeypatch.setenv("FORMENGINE_PORT", "eighty")
    code, said = formengine("db", "upgrade")
    assert code == 1
    assert "FORMENGINE_PORT='eighty': write a whole number" in said
