"""The site as gunicorn serves it in these tests: the product's own application, with a guard taken away where asked."""

import sabotage
from flask import Flask
from procedures import CITIZEN
from sqlalchemy import select

from formengine.accounts.samples import demo_password
from formengine.app import create_app
from formengine.catalog.tables import definition_versions
from formengine.catalog.versions import definition_of


def site() -> Flask:
    sabotage.take_away_what_is_named()
    app = create_app()
    _warm_up(app)
    return app


def _warm_up(app: Flask) -> None:
    """What a process has compiled long before; its children begin with it, so that a kill costs them little."""
    browser = app.test_client()
    with browser.get("/sign-in") as page:
        token = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
    known = {"csrf_token": token, "identifier": CITIZEN, "password": demo_password()}
    browser.post("/sign-in", data=known).close()
    for address in ("/submissions", "/procedures"):
        browser.get(address).close()
    house = app.extensions["house"]
    with house.database.reading() as connection:
        for id in connection.execute(select(definition_versions.c.id)).scalars():
            definition_of(connection, id).form("vi").render()
    house.database.dispose()  # no connection is shared by parent and child
