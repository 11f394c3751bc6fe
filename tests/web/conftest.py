"""A site with the shipped procedures and the sample people: loaded once, copied for each test."""

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache

from formengine.accounts.identity import identity_key
from formengine.accounts.passwords import passwords
from formengine.accounts.samples import demo_password, load_samples
from formengine.app import create_app
from formengine.catalog.entries import load_national_catalogue
from formengine.catalog.versions import publish
from formengine.config import Config
from formengine.database import open_database
from formengine.migrations import all_tables
from formengine.resources import folder
from formengine.services.house import now_utc
from submissions.store.columns import metadata

SECRET = "a key for tests alone, long enough to sign with"


def config_at(home: Path, **settings: object) -> Config:
    return Config(home=home, secret_key=SECRET, demo=True, worker_thread=False, **settings)


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder whose database holds the shipped procedures and the sample people."""
    all_tables()
    home = tmp_path_factory.mktemp("loaded")
    database = open_database(config_at(home))
    with database.transaction() as connection:
        metadata.create_all(connection)
        load_national_catalogue(connection)
        for path in sorted(folder("form_definitions").glob("*.json")):
            publish(connection, path.read_bytes(), at=now_utc())
        load_samples(connection, key=identity_key(SECRET), at=now_utc(), profile=passwords("quick"))
    database.dispose()
    return home


@pytest.fixture
def home(loaded: Path, tmp_path: Path) -> Path:
    return shutil.copytree(loaded, tmp_path / "home")


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates compiled once for all tests."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def make_app(home: Path, templates: FileSystemBytecodeCache) -> Iterator[Callable[..., Flask]]:
    """make_app(demo=False, …) makes a site with other settings."""
    made = []

    def make(**settings: object) -> Flask:
        app = create_app(
            Config(**{"home": home, "secret_key": SECRET, "demo": True, "worker_thread": False} | settings)
        )
        app.test_client_class = Browser
        app.jinja_env.bytecode_cache = templates
        made.append(app)
        return app

    yield make
    for app in made:
        app.extensions["house"].database.dispose()


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    return make_app(locale="vi")


@pytest.fixture
def later(app: Flask) -> Callable[..., None]:
    """later(seconds=60) moves the site's clock on."""

    def move(**how: float) -> None:
        house = app.extensions["house"]
        now, gone = house.now, timedelta(**how)
        object.__setattr__(house, "now", lambda: now() + gone)

    return move


class Browser(FlaskClient):
    """A client that sends forms as a browser does, with the token of the page that it last saw."""

    token = ""

    def open(self, *args, **kwargs):
        form = kwargs.get("data")
        if kwargs.get("method") == "POST" and (form is None or isinstance(form, dict)) and self.token:
            kwargs["data"] = {"csrf_token": self.token, **(form or {})}
        kwargs.setdefault("buffered", True)  # files that were sent are closed again
        response = super().open(*args, **kwargs)
        if response.mimetype == "text/html" and (
            found := re.search(r'name="csrf_token" value="([^"]+)"', response.text)
        ):
            self.token = found[1]
        return response

    def sign_in(self, identifier: str):
        self.get("/sign-in")
        answer = self.post("/sign-in", data={"identifier": identifier, "password": demo_password()})
        assert answer.status_code == 302, answer.text
        self.get("/sign-in", follow_redirects=True)
        return answer


@pytest.fixture
def client(app: Flask) -> Browser:
    return app.test_client()


@pytest.fixture
def citizen(client: Browser) -> Browser:
    client.sign_in("an@mau.example")
    return client
