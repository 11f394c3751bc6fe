"""A wheel holds everything it needs: installed far from the checkout, it serves a page and checks definitions."""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = (
    "formengine",
    "submissions",
    "templates",
    "form_definitions",
    "setup.cfg",
    "pyproject.toml",
    "README.md",
    "LICENSE",
)

SERVE = """
from formengine.app import create_app
from formengine.cli import _config, _house
from formengine.services.setup import load_shipped
import formengine
house = _house(_config())
assert load_shipped(house) == 21
page = create_app(house.config).test_client().get("/procedures/1.001193")
assert page.status_code == 200, page.status_code
assert "Đăng ký khai sinh" in page.text
print(formengine.__file__)
"""


def clean_environment() -> dict[str, str]:
    """Without what points a child at this checkout: pip takes a package that it finds there for one installed."""
    return {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "FORMENGINE_HOME")}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an environment that has the wheel, and this one's libraries but not its checkout."""
    place = tmp_path_factory.mktemp("wheel")
    for name in SOURCES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, place / "source" / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            (place / "source").mkdir(exist_ok=True)
            shutil.copy(source, place / "source" / name)
    build = [sys.executable, "-m", "build", "--wheel", "--outdir", str(place), str(place / "source")]
    subprocess.run(build, check=True, capture_output=True, timeout=300, env=clean_environment())
    venv.create(place / "env", with_pip=True)
    python = place / "env/bin/python"
    wheel = next(place.glob("*.whl"))
    install = [python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(install, check=True, capture_output=True, timeout=120, cwd=place, env=clean_environment())
    query = [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    asked = subprocess.run(query, check=True, capture_output=True, text=True, cwd=place, env=clean_environment())
    purelib = Path(asked.stdout.strip())
    (purelib / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return place


def run(installed: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = clean_environment()
    environment |= {"FORMENGINE_HOME": str(installed / "home"), "FORMENGINE_LOG_LEVEL": "WARNING"}
    command = [str(installed / "env/bin/python"), *arguments]
    return subprocess.run(command, cwd=installed, env=environment, capture_output=True, text=True, timeout=120)


def test_it_serves_a_page(installed):
    done = run(installed, "-c", SERVE)
    assert done.returncode == 0, done.stderr
    assert str(installed / "env") in done.stdout


def test_new_and_check(installed):
    cli = "from formengine.cli import main; main()"
    assert run(installed, "-c", cli, "new", "NB-THU").returncode == 0
    checked = run(installed, "-c", cli, "check", "NB-THU.json")
    assert (checked.returncode, checked.stdout) == (0, "")
    broken = (installed / "NB-THU.json").read_text("utf-8").replace('"/request"]', '"/requset"]')
    (installed / "broken.json").write_text(broken.replace('"/request"', '"/requset"'), "utf-8")
    checked = run(installed, "-c", cli, "check", "broken.json")
    assert checked.returncode == 1
    assert "broken.json: /pages/0/items/2:" in checked.stdout
