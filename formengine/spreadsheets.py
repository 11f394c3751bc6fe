"""Tables as XLSX files: text stays text whatever it begins with, moments and days are real ones."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter

# Excel refuses longer text in a cell (specification of its worksheets).
LONGEST = 32767


def workbook(
    title: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[Any]], *, zone: str, note: str = ""
) -> bytes:
    """The bytes of a workbook with one sheet.

    `columns`: (heading, width in characters); `rows`: text, numbers, dates, moments (shown in `zone`) or None;
    `note` stands under the title. Text is never taken for a formula.
    """
    out = BytesIO()
    options = {"in_memory": True, "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, {**options, "remove_timezone": True})
    sheet = book.add_worksheet(title[:31].translate(str.maketrans("[]:*?/\\", "       ")))
    bold = book.add_format({"bold": True, "font_size": 14})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 2})
    formats = {
        str: book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"}),
        datetime: book.add_format({"num_format": "dd/mm/yyyy hh:mm", "valign": "top", "align": "left"}),
        date: book.add_format({"num_format": "dd/mm/yyyy", "valign": "top", "align": "left"}),
        int: book.add_format({"valign": "top"}),
    }
    sheet.write_string(0, 0, title, bold)
    sheet.write_string(1, 0, note)
    for place, (heading, width) in enumerate(columns):
        sheet.set_column(place, place, width)
        sheet.write_string(3, place, heading, head)
    last = 3
    for last, row in enumerate(rows, start=4):
        for place, value in enumerate(row):
            _write(sheet, last, place, value, formats, ZoneInfo(zone))
    sheet.freeze_panes(4, 2)
    sheet.autofilter(3, 0, last, len(columns) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(3)
    book.close()
    return out.getvalue()


def _write(sheet: Any, line: int, place: int, value: Any, formats: dict[type, Any], zone: ZoneInfo) -> None:
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        sheet.write_datetime(line, place, value.astimezone(zone), formats[datetime])
    elif isinstance(value, date):
        sheet.write_datetime(line, place, datetime.combine(value, datetime.min.time()), formats[date])
    elif isinstance(value, int):
        sheet.write_number(line, place, value, formats[int])
    else:
        sheet.write_string(line, place, str(value)[:LONGEST], formats[str])
