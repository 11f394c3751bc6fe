"""The command line: `formengine <command>`."""

import errno
import logging
import socket
import sys
from pathlib import Path
from typing import Any

import click

from formengine.config import Config, ConfigError, read_config

log = logging.getLogger("formengine")


def _config(**overrides: object) -> Config:
    try:
        config = read_config(**{name: value for name, value in overrides.items() if value is not None})
    except ConfigError as error:
        raise click.ClickException(str(error)) from None
    logging.basicConfig(level=config.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    return config


def _house(config: Config) -> Any:
    """The house on a database brought to the present tables."""
    from formengine.database import open_database
    from formengine.migrations import NewerDatabase, upgrade
    from formengine.services.house import House

    database = open_database(config)
    try:
        upgrade(database)
    except NewerDatabase as error:
        raise click.ClickException(str(error)) from None
    return House(database, config)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="formengine")
def main() -> None:
    """FormEngine: electronic forms from JSON definitions, routed to a decision, without paper."""


@main.command()
@click.option("--demo", is_flag=True, help="Load sample agencies, people and submissions, and show sign-in buttons.")
@click.option("--port", type=int, help="Port to listen on (default: FORMENGINE_PORT or 8000).")
@click.option("--host", help="Address to listen on (default: FORMENGINE_HOST or 127.0.0.1).")
def run(demo: bool, port: int | None, host: str | None) -> None:
    """Serve the application; makes database, catalogue and shipped procedures at the first start."""
    config = _config(demo=demo or None, port=port, host=host)
    _demand_free(config)
    house = _house(config)
    from formengine.services.setup import load_shipped

    if published := load_shipped(house):
        click.echo(f"{published} procedures published.")
    if config.demo:
        from formengine.demo import load_demo

        if made := load_demo(house):
            click.echo(f"{made} sample submissions made.")
    house.database.dispose()
    _serve(config)


def _demand_free(config: Config) -> None:
    """A taken port is said before anything is made ready."""
    with socket.socket(socket.AF_INET6 if ":" in config.host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((config.host, config.port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                hint = (
                    f"port {config.port} is taken: stop the other program or choose one, e.g. --port {config.port + 1}"
                )
            else:
                hint = f"cannot listen on {config.host}:{config.port}: {error.strerror}"
            raise click.ClickException(hint) from None


def _serve(config: Config) -> None:
    import waitress

    from formengine.app import create_app
    from formengine.wiring import worker_thread

    app = create_app(config)
    worker = worker_thread(app.extensions["house"]) if config.worker_thread else None
    if worker is not None:
        worker.start()
    click.echo(f"FormEngine is at {config.public_url}  (stop with Ctrl+C)")
    try:
        waitress.serve(app, host=config.host, port=config.port, threads=config.threads, ident=None)
    finally:
        if worker is not None:
            worker.stop()


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def check(files: tuple[Path, ...]) -> None:
    """Check definitions and run their examples; one `file: /pointer: message` a line, exit 1 if there is any."""
    from formengine.services.proving import prove

    failed = False
    for path in files:
        try:
            source = path.read_bytes()
        except OSError as error:
            click.echo(f"{path}: /: cannot be read: {error.strerror}")
            failed = True
            continue
        _definition, problems, warnings = prove(source)
        failed = failed or bool(problems)
        for problem in problems:
            click.echo(f"{path}: {problem.pointer or '/'}: {problem.message}")
        for warning in warnings:
            click.echo(f"{path}: {warning.pointer or '/'}: warning: {warning.message}", err=True)
    sys.exit(1 if failed else 0)


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--port", type=int, default=8001, show_default=True)
def preview(file: Path, port: int) -> None:
    """Show one definition in the browser, reloaded on save; no account, no database."""
    import waitress

    from formengine.web.preview import create_preview

    _demand_free(_config(port=port, host="127.0.0.1"))
    click.echo(f"{file} is at http://127.0.0.1:{port}  (stop with Ctrl+C)")
    waitress.serve(create_preview(file), host="127.0.0.1", port=port, threads=4, ident=None)


@main.command()
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
def schema(file: Path | None) -> None:
    """Print the meta-schema of definitions, or write it to FILE, for an editor that completes and checks."""
    from formengine.forms.meta import meta_schema_text

    if file is None:
        click.echo(meta_schema_text(), nl=False)
        return
    file.write_text(meta_schema_text(), "utf-8")
    click.echo(f'{file} written. Begin a definition with "$schema": "{file.name}"')


@main.command()
@click.argument("code")
def new(code: str) -> None:
    """Write a small definition that passes, as CODE.json in this folder."""
    from formengine.new_definition import small_definition

    path = Path(f"{code}.json")
    try:
        text = small_definition(code)
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise click.ClickException(f"{path} exists already: choose another code or move the file") from None
    click.echo(f"{path} written. Look at it: formengine preview {path}")


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--acknowledge", "reason", default="", help="Reason for publishing in spite of warnings.")
def publish(files: tuple[Path, ...], reason: str) -> None:
    """Publish definitions as new versions; with any problem nothing is published."""
    from formengine.catalog.versions import publish as publish_version
    from formengine.services.proving import prove

    sources, failed = [(path, path.read_bytes()) for path in files], False
    notes: dict[Path, list[str]] = {}
    for path, source in sources:
        _definition, problems, warnings = prove(source)
        for problem in problems if reason else [*problems, *warnings]:
            click.echo(f"{path}: {problem.pointer or '/'}: {problem.message}")
            failed = True
        notes[path] = [f"{warning.pointer}: {reason}" for warning in warnings]
    if failed:
        click.echo("Nothing was published. Warnings can be acknowledged with --acknowledge REASON.", err=True)
        sys.exit(1)
    house = _house(_config())
    with house.database.transaction() as connection:
        for path, source in sources:
            version = publish_version(connection, source, at=house.now(), acknowledged=notes[path])
            click.echo(f"{path}: {version.procedure} is version {version.number}")


@main.command()
@click.option("--calendar", required=True, help="Country whose public holidays count, e.g. vn.")
@click.option("--received", required=True, help="When it was received, e.g. 2026-02-13T16:20.")
@click.option("--limit", required=True, help="E.g. '{\"working_days\": 7}'; working_hours, days and months likewise.")
@click.option("--cut-off", default="", help="What comes at or after it counts from the next working day, e.g. 15:00.")
@click.option("--pause", "pauses", multiple=True, help="FROM/TO[/payment|authority]; may be given several times.")
@click.option("--resume", type=click.Choice(["shift", "anew"]), default="shift", show_default=True)
@click.option("--extended", default="", help="GRANTED/NEW: an extension and the instant that it named.")
@click.option("--office-hours", default="", help="07:00-11:30,13:30-17:00, or JSON as in an agency file.")
@click.option("--off", multiple=True, help="DAY[=NAME] that is off whatever the calendar says.")
@click.option("--working", multiple=True, help="DAY[=NAME] that is worked whatever the calendar says.")
@click.option("--zone", default="Asia/Ho_Chi_Minh", show_default=True)
@click.option("--language", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
def due(**typed: Any) -> None:
    """Count a due date and print it with its explanation as JSON; needs no database."""
    import json

    from formengine.due import Question, Unreadable, answer

    try:
        told = answer(Question(**typed))
    except Unreadable as unreadable:
        raise click.BadParameter(str(unreadable), param_hint=unreadable.option) from None
    click.echo(json.dumps(told, ensure_ascii=False, indent=2))


@main.group()
def user() -> None:
    """People who sign in."""


@user.command("add")
@click.option("--name", required=True, help="Full name.")
@click.option("--personal-number", default="", help="12 digits.")
@click.option("--phone", default="")
@click.option("--email", default="")
@click.option("--agency", default="", help="Code of the agency where the person holds a position.")
@click.option("--role", type=click.Choice(["receptionist", "officer", "leader", "administrator"]))
@click.option("--title", default="", help="The position's title, printed under signatures.")
@click.password_option(help="At least 8 characters; asked for when not given.")
def user_add(
    name: str,
    personal_number: str,
    phone: str,
    email: str,
    agency: str,
    role: str | None,
    title: str,
    password: str,
) -> None:
    """Add a person, with a position if --agency and --role are given."""
    from formengine.accounts.passwords import passwords
    from formengine.accounts.registration import Registration, RegistrationRefused, prepare, register
    from formengine.accounts.signing_in import actor_of
    from formengine.accounts.staff import appoint
    from formengine.registers.agencies import UnknownAgency, agencies_of

    if bool(agency) != bool(role):
        raise click.ClickException("give both --agency and --role, or neither")
    house = _house(_config())
    registration = Registration(
        full_name=name, password=password, personal_number=personal_number, phone=phone, email=email
    )
    try:
        prepared = prepare(registration, passwords("standard"), house.today())
        with house.database.transaction() as connection:
            account = register(connection, prepared, key=house.key, at=house.now())
            if role:
                place = agencies_of(connection).by_code(agency)
                person = actor_of(connection, account).person
                appoint(connection, person, place.id, role, valid_from=house.today(), title=title)
    except RegistrationRefused as refused:
        lines = [f"{field or 'account'}: {message}" for field, message in refused.problems.items()]
        raise click.ClickException("; ".join(lines)) from None
    except UnknownAgency as unknown:
        raise click.ClickException(str(unknown)) from None
    click.echo(f"{name} can sign in with {email or phone or personal_number}.")


@main.group()
def agency() -> None:
    """Agencies."""


@agency.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def agency_load(file: Path) -> None:
    """Add or correct agencies from a JSON file; with any problem nothing is changed."""
    from formengine.registers.agency_files import load_agencies
    from formengine.registers.problems import RegisterError

    house = _house(_config())
    try:
        with house.database.transaction() as connection:
            count = load_agencies(connection, file.read_bytes(), zone=house.config.zone, at=house.now())
    except RegisterError as error:
        for problem in error.problems:
            click.echo(f"{file}: {problem}")
        sys.exit(1)
    click.echo(f"{count} agencies loaded.")


@main.command()
@click.option("--once", is_flag=True, help="Do what is due now, then end.")
def worker(once: bool) -> None:
    """Deliver mails and papers, and let the clock act, beside web processes with FORMENGINE_WORKER_THREAD=0."""
    from formengine.wiring import work

    work(_house(_config()), once=once)


@main.group()
def db() -> None:
    """The database."""


@db.command("upgrade")
def db_upgrade() -> None:
    """Bring the database to the tables of this version."""
    from formengine.database import open_database
    from formengine.migrations import NewerDatabase, upgrade

    try:
        changed = upgrade(open_database(_config()))
    except NewerDatabase as error:
        raise click.ClickException(str(error)) from None
    click.echo("The database was upgraded." if changed else "The database is up to date.")


@main.command()
def rebuild() -> None:
    """Make all lists anew from the logs, verify every chain; exit 1 when a chain does not verify."""
    from formengine.services.rebuilding import rebuild_all

    report = rebuild_all(_house(_config()))
    click.echo(f"{report.submissions} submissions, {report.changed} lists made anew, {len(report.faults)} damaged.")
    for number, place in report.faults:
        click.echo(f"{number}: the log does not verify from entry {place}", err=True)
    sys.exit(1 if report.faults else 0)
