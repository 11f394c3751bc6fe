"""Write a migration from the difference between the tables in code and those the migrations make.

Usage: python tools/new_migration.py "what changed"
"""

import sys
import tempfile
from pathlib import Path

from alembic import command

from formengine.config import Config
from formengine.database import open_database
from formengine.migrations import script_config, upgrade


def main(message: str) -> None:
    with tempfile.TemporaryDirectory() as home:
        database = open_database(Config(home=Path(home)))
        if list((Path(__file__).parents[1] / "formengine/migrations/versions").glob("0*.py")):
            upgrade(database)
        config = script_config()
        with database.transaction() as connection:
            config.attributes["connection"] = connection
            number = len(list(Path("formengine/migrations/versions").glob("0*.py"))) + 1
            command.revision(config, message=message, autogenerate=True, rev_id=f"{number:04d}")
        database.dispose()


if __name__ == "__main__":
    main(sys.argv[1])
