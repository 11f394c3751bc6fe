"""Making an installation ready: tables, catalogue, shipped definitions; for a demo also sample people."""

from pathlib import Path

from sqlalchemy import Connection

from formengine.accounts.samples import load_samples
from formengine.catalog.entries import load_national_catalogue
from formengine.catalog.versions import UnknownVersion, current, publish
from formengine.resources import folder
from formengine.services.house import House


def shipped_definitions() -> list[Path]:
    """The files of the procedures that travel with the product."""
    return sorted(folder("form_definitions").glob("*.json"))


def load_shipped(house: House) -> int:
    """Enter the national catalogue and publish the shipped definitions that have no version yet; returns how many."""
    with house.database.transaction() as connection:
        load_national_catalogue(connection)
        return sum(_publish_first(house, connection, path) for path in shipped_definitions())


def _publish_first(house: House, connection: Connection, path: Path) -> bool:
    try:
        current(connection, path.stem)
    except UnknownVersion:
        publish(connection, path.read_bytes(), at=house.now())
        return True
    return False


def load_sample_people(house: House) -> bool:
    """Enter the sample agencies, officials and citizens; False when they are there."""
    with house.database.transaction() as connection:
        return load_samples(connection, key=house.key, at=house.now())
