"""Tables as XLSX files: text stays text whatever it begins with, moments and days are real ones."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Excel refuses longer text in a cell (specification of its worksheets).
LONGEST = 32767
# Paper size by its number in the format.
A4 = 9


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table. `columns`: (heading, width in characters); `rows`: text, numbers, dates, moments or None;
    `note` stands under the title.
    """

    title: str
    columns: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[Any]]
    note: str = ""


def workbook(sheets: Iterable[Sheet], *, zone: str) -> bytes:
    """The bytes of a workbook; moments are shown in `zone`. Text is never taken for a formula."""
    out = BytesIO()
    options = {"in_memory": True, "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, {**options, "remove_timezone": True})
    formats = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 2}),
        str: book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"}),
        datetime: book.add_format({"num_format": "dd/mm/yyyy hh:mm", "valign": "top", "align": "left"}),
        date: book.add_format({"num_format": "dd/mm/yyyy", "valign": "top", "align": "left"}),
        int: book.add_format({"valign": "top"}),
        float: book.add_format({"num_format": "#,##0.0", "valign": "top"}),
    }
    for sheet in sheets:
        _fill(book, sheet, formats, ZoneInfo(zone))
    book.close()
    return out.getvalue()


def _fill(book: Any, told: Sheet, formats: dict[Any, Any], zone: ZoneInfo) -> None:
    sheet = book.add_worksheet(told.title[:31].translate(str.maketrans("[]:*?/\\", "       ")))
    sheet.write_string(0, 0, told.title, formats["title"])
    sheet.write_string(1, 0, told.note)
    for place, (heading, width) in enumerate(told.columns):
        sheet.set_column(place, place, width)
        sheet.write_string(3, place, heading, formats["head"])
    last = 3
    for last, row in enumerate(told.rows, start=4):
        for place, value in enumerate(row):
            _write(sheet, last, place, value, formats, zone)
    sheet.freeze_panes(4, 2)
    sheet.autofilter(3, 0, last, len(told.columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(3)


def _write(sheet: Any, line: int, place: int, value: Any, formats: dict[Any, Any], zone: ZoneInfo) -> None:
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        sheet.write_datetime(line, place, value.astimezone(zone), formats[datetime])
    elif isinstance(value, date):
        sheet.write_datetime(line, place, datetime.combine(value, datetime.min.time()), formats[date])
    elif isinstance(value, int | float):
        sheet.write_number(line, place, value, formats[type(value)])
    else:
        sheet.write_string(line, place, str(value)[:LONGEST], formats[str])
