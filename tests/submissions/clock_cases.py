"""Due instants counted by hand on a paper calendar; `how` is the counting.

Office hours are 07:00-11:30 and 13:30-17:00 where a case says nothing else. Days off (Bộ luật Lao động, Điều 112, and
the yearly announcements): 2024: 29/4-1/5, worked 4/5. 2025: 30/4-2/5, worked 26/4. 2026: 16-20/2, 26/4 (Sunday) with
27/4 in lieu, 30/4, 1/5, 31/8-2/9, 24/11, worked 22/8. 2027: 1/1, 4-10/2, 30/4, 3/5 in lieu of Saturday 1/5.
"""

from dataclasses import dataclass

MORNINGS_ON_SATURDAY = ("07:00-11:30 13:30-17:00",) * 5 + ("07:00-11:30", "")
WITHOUT_LUNCH = ("08:00-16:00",) * 5 + ("", "")
TUESDAYS = ("", "08:00-12:00", "", "", "", "", "")


@dataclass(frozen=True)
class Case:
    """Local times. pauses: (from, to or "", why); extended: (granted at, new due)."""

    name: str
    received: str
    limit: tuple[int, str]
    due: str
    how: str
    cut_off: str = ""
    pauses: tuple[tuple[str, str, str], ...] = ()
    resume: str = "shift"
    extended: tuple[str, str] = ()
    hours: tuple[str, ...] = ()


def pause(since: str, until: str, why: str = "supplement") -> tuple[str, str, str]:
    return since, until, why


HOURS, DAYS, CALENDAR_DAYS, MONTHS = "working_hours", "working_days", "days", "months"
FIVE = (5, DAYS)  # received Monday 9/3/2026 it ends Monday 16/3: 10, 11, 12, 13, 16
MONDAY = "2026-03-09 09:00"

CASES = (
    # --- working hours
    Case("an hour", MONDAY, (1, HOURS), "2026-03-09 10:00", "9:00 + 1 h"),
    Case("over lunch", "2026-03-09 10:30", (2, HOURS), "2026-03-09 14:30", "1 h to 11:30, 1 h from 13:30"),
    Case("in the lunch break", "2026-03-09 12:00", (1, HOURS), "2026-03-09 14:30", "counts from 13:30"),
    Case("no hour at all, in the lunch break", "2026-03-09 12:00", (0, HOURS), "2026-03-09 13:30", "opens at 13:30"),
    Case("up to lunch exactly", "2026-03-09 10:30", (1, HOURS), "2026-03-09 11:30", "ends as lunch begins"),
    Case("a whole day", "2026-03-09 08:00", (8, HOURS), "2026-03-10 08:00", "3.5 + 3.5 h on Monday, 1 h on Tuesday"),
    Case("over night", "2026-03-09 15:00", (4, HOURS), "2026-03-10 09:00", "2 h to 17:00, 2 h from 7:00"),
    Case("hours over a weekend", "2026-03-13 16:00", (8, HOURS), "2026-03-16 16:00", "1 h Friday, 4.5 + 2.5 h Monday"),
    Case("hours after the cut-off", "2026-03-09 15:00", (2, HOURS), "2026-03-10 09:00", "from Tuesday 7:00", "15:00"),
    Case("hours before opening", "2026-03-09 06:00", (1, HOURS), "2026-03-09 08:00", "from 7:00"),
    Case("hours from a Sunday", "2026-03-08 10:00", (2, HOURS), "2026-03-09 09:00", "from Monday 7:00"),
    Case("the answer to an online filing before Tết", "2026-02-13 16:20", (8, HOURS), "2026-02-23 16:20",
         "40 min on Friday; 16-20/2 off; Monday 23/2: 4.5 h to 11:30, 2 h 50 from 13:30"),
    Case("hours over 24/11", "2026-11-23 13:30", (8, HOURS), "2026-11-25 11:30", "3.5 h Monday, Tuesday off, 4.5 h"),
    Case("hours over 30/4 and 1/5", "2026-04-29 13:30", (16, HOURS), "2026-05-05 11:30",
         "3.5 h Wednesday; Thursday, Friday off; Monday 4/5 8 h; Tuesday 4.5 h"),
    Case("the last hour of a worked Saturday", "2026-08-22 16:30", (1, HOURS), "2026-08-24 07:30",
         "half an hour on Saturday 22/8, half an hour on Monday"),
    # --- working days
    Case("an ordinary week", MONDAY, (3, DAYS), "2026-03-12 17:00", "10, 11, 12", "15:00"),
    Case("over a weekend", "2026-03-13 09:00", (1, DAYS), "2026-03-16 17:00", "Monday", "15:00"),
    Case("a minute before the cut-off", "2026-03-09 14:59", (1, DAYS), "2026-03-10 17:00", "Tuesday", "15:00"),
    Case("at the cut-off", "2026-03-09 15:00", (1, DAYS), "2026-03-11 17:00", "as of Tuesday; Wednesday", "15:00"),
    Case("no cut-off", "2026-03-09 16:59", (1, DAYS), "2026-03-10 17:00", "Tuesday"),
    Case("after closing", "2026-03-09 17:00", (1, DAYS), "2026-03-11 17:00", "as of Tuesday; Wednesday"),
    Case("at night", "2026-03-09 23:30", (1, DAYS), "2026-03-11 17:00", "as of Tuesday; Wednesday"),
    Case("before opening", "2026-03-09 05:00", (1, DAYS), "2026-03-10 17:00", "Monday is the day of receipt"),
    Case("at lunch", "2026-03-09 12:15", (1, DAYS), "2026-03-10 17:00", "Monday is the day of receipt"),
    Case("on a Sunday", "2026-03-08 10:00", (1, DAYS), "2026-03-10 17:00", "as of Monday; Tuesday"),
    Case("the same day", MONDAY, (0, DAYS), "2026-03-09 17:00", "Monday's closing", "15:00"),
    Case("the same day, too late", "2026-03-09 15:30", (0, DAYS), "2026-03-10 17:00", "as of Tuesday", "15:00"),
    Case("the same day, too late before 24/11", "2026-11-23 16:00", (0, DAYS), "2026-11-25 17:00",
         "as of Wednesday 25/11: Tuesday is off", "15:00"),
    Case("the Friday before Tết", "2026-02-13 16:20", (1, DAYS), "2026-02-24 17:00",
         "as of Monday 23/2; Tuesday", "15:00"),
    Case("seven days from that Friday, no cut-off", "2026-02-13 16:20", (7, DAYS), "2026-03-03 17:00",
         "23, 24, 25, 26, 27 February, 2, 3 March"),
    Case("seven days from that Friday, cut-off", "2026-02-13 16:20", (7, DAYS), "2026-03-04 17:00",
         "as of 23/2; 24, 25, 26, 27 February, 2, 3, 4 March", "15:00"),
    Case("over Tết", "2026-02-12 10:00", (3, DAYS), "2026-02-24 17:00", "13, 23, 24", "15:00"),
    Case("over Tết 2027", "2027-02-03 10:00", (2, DAYS), "2027-02-12 17:00", "4-10/2 off; Thursday 11, Friday 12"),
    Case("Giỗ Tổ and the days that follow it", "2026-04-24 16:20", (3, DAYS), "2026-05-05 17:00",
         "27/4 in lieu: as of Tuesday 28; 29, (30/4, 1/5 off), Monday 4, Tuesday 5 May", "15:00"),
    Case("Giỗ Tổ, received in the morning", "2026-04-24 09:00", (3, DAYS), "2026-05-04 17:00", "28, 29, 4/5", "15:00"),
    Case("the holiday 24/11", "2026-11-23 09:00", (1, DAYS), "2026-11-25 17:00", "Tuesday off; Wednesday", "15:00"),
    Case("filed on 24/11", "2026-11-24 09:00", (1, DAYS), "2026-11-26 17:00", "as of Wednesday; Thursday", "15:00"),
    Case("twenty days over 24/11", "2026-11-02 09:00", (20, DAYS), "2026-12-01 17:00",
         "3-6 (4), 9-13 (9), 16-20 (14), 23 (15), 25-27 (18), 30 (19), 1 December (20)"),
    Case("a Saturday worked in exchange", "2026-08-21 09:00", (1, DAYS), "2026-08-22 17:00", "Saturday 22/8", "15:00"),
    Case("filed on that Saturday", "2026-08-22 09:00", (1, DAYS), "2026-08-24 17:00", "Monday", "15:00"),
    Case("too late the day before it", "2026-08-21 15:00", (1, DAYS), "2026-08-24 17:00",
         "as of Saturday 22/8; Monday", "15:00"),
    Case("the days off for it", "2026-08-28 09:00", (1, DAYS), "2026-09-03 17:00", "31/8-2/9 off; Thursday", "15:00"),
    Case("a week over them", "2026-08-24 10:00", (5, DAYS), "2026-09-03 17:00", "25, 26, 27, 28 August, 3 September"),
    Case("the worked Saturday of 2025", "2025-04-25 09:00", (1, DAYS), "2025-04-26 17:00", "Saturday 26/4"),
    Case("too late on the worked Saturday of 2025", "2025-04-26 16:00", (1, DAYS), "2025-04-29 17:00",
         "as of Monday 28; Tuesday 29", "15:00"),
    Case("the days off of 2025", "2025-04-29 09:00", (2, DAYS), "2025-05-06 17:00", "30/4-2/5 off; 5, 6 May"),
    Case("the days off of 2024", "2024-04-26 09:00", (2, DAYS), "2024-05-03 17:00", "29/4-1/5 off; 2, 3 May"),
    Case("the worked Saturday of 2024", "2024-05-03 09:00", (1, DAYS), "2024-05-04 17:00", "Saturday 4/5"),
    Case("over New Year", "2026-12-31 09:00", (1, DAYS), "2027-01-04 17:00", "Friday 1/1 off; Monday 4/1"),
    Case("1/5 on a Saturday", "2027-04-29 09:00", (1, DAYS), "2027-05-04 17:00", "30/4 off, 3/5 in lieu; Tuesday 4/5"),
    # --- calendar days
    Case("calendar days ending on Sunday", MONDAY, (6, CALENDAR_DAYS), "2026-03-16 17:00", "15/3 is Sunday; Monday"),
    Case("calendar days ending on 24/11", "2026-11-10 09:00", (14, CALENDAR_DAYS), "2026-11-25 17:00", "10 + 14 = 24"),
    Case("calendar days ending before Tết is over", "2026-02-10 09:00", (12, CALENDAR_DAYS), "2026-02-23 17:00",
         "10 + 12 = 22/2, a Sunday; Monday 23"),
    Case("calendar days ending in Tết", "2026-02-04 09:00", (12, CALENDAR_DAYS), "2026-02-23 17:00",
         "4 + 12 = 16/2; off to Friday 20, weekend"),
    Case("calendar days through Tết", "2026-02-10 09:00", (15, CALENDAR_DAYS), "2026-02-25 17:00", "10 + 15 = 25/2"),
    Case("thirty days over a month's end", "2026-01-26 09:00", (30, CALENDAR_DAYS), "2026-02-25 17:00", "5 + 25"),
    Case("calendar days ending on a worked Saturday", "2026-08-10 09:00", (12, CALENDAR_DAYS), "2026-08-22 17:00",
         "10 + 12 = 22/8, worked"),
    Case("calendar days ending on Giỗ Tổ", "2026-04-16 09:00", (10, CALENDAR_DAYS), "2026-04-28 17:00",
         "26/4 is Sunday, 27/4 in lieu; Tuesday 28"),
    Case("calendar days from after the cut-off", "2026-03-13 15:00", (3, CALENDAR_DAYS), "2026-03-19 17:00",
         "as of Monday 16; 16 + 3 = 19", "15:00"),
    Case("a day over New Year", "2026-12-31 09:00", (1, CALENDAR_DAYS), "2027-01-04 17:00", "1/1 off; Monday 4/1"),
    # --- months
    Case("a month", "2026-03-10 09:00", (1, MONTHS), "2026-04-10 17:00", "10 April, a Friday"),
    Case("a month from the 30th of January", "2026-01-30 09:00", (1, MONTHS), "2026-03-02 17:00",
         "28/2 is the last day, a Saturday; Monday"),
    Case("two months that end on leap day", "2027-12-31 09:00", (2, MONTHS), "2028-02-29 17:00", "29/2, a Tuesday"),
    Case("a year from leap day", "2028-02-29 09:00", (12, MONTHS), "2029-02-28 17:00", "28/2/2029, a Wednesday"),
    Case("three months from the 30th of November", "2026-11-30 09:00", (3, MONTHS), "2027-03-01 17:00",
         "28/2/2027 is Sunday; Monday 1/3"),
    Case("a month that ends on 30/4", "2026-03-31 09:00", (1, MONTHS), "2026-05-04 17:00", "30/4, 1/5 off; Monday 4/5"),
    Case("two months that end on 24/11", "2026-09-24 09:00", (2, MONTHS), "2026-11-25 17:00", "24/11 off; Wednesday"),
    # --- office hours of other agencies
    Case("an office open on Saturday morning", "2026-03-13 09:00", (1, DAYS), "2026-03-14 11:30",
         "Saturday 14/3, closes 11:30", hours=MORNINGS_ON_SATURDAY),
    Case("after it closed on Saturday", "2026-03-14 11:30", (1, DAYS), "2026-03-17 17:00",
         "as of Monday 16; Tuesday", hours=MORNINGS_ON_SATURDAY),
    Case("hours into that Saturday", "2026-03-13 15:00", (8, HOURS), "2026-03-16 08:30",
         "2 h Friday, 4.5 h Saturday, 1.5 h Monday", hours=MORNINGS_ON_SATURDAY),
    Case("an office without lunch", MONDAY, (8, HOURS), "2026-03-10 09:00", "7 h to 16:00, 1 h", hours=WITHOUT_LUNCH),
    Case("after an early closing", "2026-03-09 16:00", (1, DAYS), "2026-03-11 16:00",
         "as of Tuesday; Wednesday 16:00", hours=WITHOUT_LUNCH),
    Case("an office open on Tuesdays", MONDAY, (2, DAYS), "2026-03-24 12:00",
         "as of Tuesday 10; 17, 24", hours=TUESDAYS),
    # --- pauses that shift the date
    Case("two working days", MONDAY, FIVE, "2026-03-18 17:00", "Wednesday, Thursday lost: 17, 18",
         pauses=(pause("2026-03-10 09:00", "2026-03-12 09:00"),)),
    Case("a pause within a day", MONDAY, FIVE, "2026-03-16 17:00", "no day lost",
         pauses=(pause("2026-03-10 09:00", "2026-03-10 15:00"),)),
    Case("answered on Sunday", MONDAY, FIVE, "2026-03-17 17:00", "as of Monday 16: one day lost",
         pauses=(pause("2026-03-13 09:00", "2026-03-15 09:00"),)),
    Case("asked after closing", MONDAY, FIVE, "2026-03-17 17:00", "Monday 16 lost",
         pauses=(pause("2026-03-13 18:00", "2026-03-16 08:00"),)),
    Case("paused before the office opened", MONDAY, FIVE, "2026-03-17 17:00", "Tuesday 10 lost: it had not begun",
         pauses=(pause("2026-03-10 06:00", "2026-03-10 10:00"),)),
    Case("answered after the cut-off", MONDAY, FIVE, "2026-03-19 17:00", "as of Friday: 11, 12, 13 lost; 17, 18, 19",
         "15:00", pauses=(pause("2026-03-10 09:00", "2026-03-12 15:30"),)),
    Case("two pauses", MONDAY, FIVE, "2026-03-18 17:00", "Wednesday and Friday lost",
         pauses=(pause("2026-03-10 09:00", "2026-03-11 09:00"), pause("2026-03-12 09:00", "2026-03-13 09:00"))),
    Case("two pauses in one day", MONDAY, FIVE, "2026-03-19 17:00", "11, 12 and 13 lost",
         pauses=(pause("2026-03-10 09:00", "2026-03-12 08:00"), pause("2026-03-12 14:00", "2026-03-13 09:00"))),
    Case("two overlapping pauses", MONDAY, FIVE, "2026-03-19 17:00", "together 10-13/3: 11, 12, 13 lost once",
         pauses=(pause("2026-03-10 09:00", "2026-03-12 09:00"),
                 pause("2026-03-11 09:00", "2026-03-13 09:00", "payment"))),
    Case("a pause inside another", MONDAY, FIVE, "2026-03-19 17:00", "11, 12, 13 lost once",
         pauses=(pause("2026-03-10 09:00", "2026-03-13 09:00"),
                 pause("2026-03-11 09:00", "2026-03-12 09:00", "authority"))),
    Case("a pause over Tết", "2026-02-09 09:00", FIVE, "2026-02-26 17:00",
         "13, 23, 24 lost; 10, 11, 12, 13, 23, 24, 25, 26 is the eighth",
         pauses=(pause("2026-02-12 09:00", "2026-02-24 09:00"),)),
    Case("a pause over 24/11", "2026-11-18 09:00", FIVE, "2026-11-27 17:00",
         "19, 20, 23, 25, 26; Wednesday 25 lost: 27", pauses=(pause("2026-11-23 09:00", "2026-11-25 09:00"),)),
    Case("a pause over a worked Saturday", "2026-08-17 09:00", FIVE, "2026-08-26 17:00",
         "21, 22, 24 lost; 18, 19, 20, 21, 22, 24, 25, 26",
         pauses=(pause("2026-08-20 09:00", "2026-08-24 09:00"),)),
    Case("a pause of calendar days", MONDAY, (10, CALENDAR_DAYS), "2026-03-23 17:00",
         "19 + 3 = 22/3, a Sunday; Monday", pauses=(pause("2026-03-10 09:00", "2026-03-13 09:00"),)),
    Case("calendar days, answered on Sunday", MONDAY, (10, CALENDAR_DAYS), "2026-03-25 17:00",
         "as of Monday 16: 19 + 6 = 25", pauses=(pause("2026-03-10 09:00", "2026-03-15 10:00"),)),
    Case("a pause in a limit of a month", "2026-03-10 09:00", (1, MONTHS), "2026-04-17 17:00",
         "10 April + 7 days, a Friday", pauses=(pause("2026-03-16 09:00", "2026-03-23 09:00"),)),
    Case("a pause of three hours", MONDAY, (8, HOURS), "2026-03-10 14:00",
         "Tuesday 9:00 + 3 h: 2.5 to lunch, 0.5", pauses=(pause("2026-03-09 14:00", "2026-03-09 17:00"),)),
    Case("a night costs no hour", MONDAY, (8, HOURS), "2026-03-10 09:00", "6 h Monday, 2 h Tuesday",
         pauses=(pause("2026-03-09 18:00", "2026-03-10 06:00"),)),
    Case("overlapping pauses of hours", MONDAY, (8, HOURS), "2026-03-10 14:00", "14:00-17:00 lost once",
         pauses=(pause("2026-03-09 14:00", "2026-03-09 16:00"), pause("2026-03-09 15:00", "2026-03-09 17:00"))),
    Case("a pause before the receipt", MONDAY, FIVE, "2026-03-16 17:00", "nothing was running",
         pauses=(pause("2026-03-05 09:00", "2026-03-09 08:00"),)),
    Case("a pause that began before counting did", "2026-03-13 16:00", FIVE, "2026-03-24 17:00",
         "as of Monday 16; Tuesday 17 lost; 17-20, 23, 24", "15:00",
         pauses=(pause("2026-03-13 16:30", "2026-03-17 09:00"),)),
    Case("a pause that lasts", MONDAY, FIVE, "2026-03-16 17:00", "it moves nothing before it ends",
         pauses=(pause("2026-03-10 09:00", ""),)),
    Case("the clock was set back", MONDAY, FIVE, "2026-03-16 17:00", "a pause that ends before it began took no time",
         pauses=(pause("2026-03-12 09:00", "2026-03-10 09:00"),)),
    # --- counting anew
    Case("anew after a supplement", MONDAY, FIVE, "2026-03-27 17:00", "from Friday 20: 23, 24, 25, 26, 27",
         pauses=(pause("2026-03-10 09:00", "2026-03-20 10:00"),), resume="anew"),
    Case("anew, answered after the cut-off", MONDAY, FIVE, "2026-03-30 17:00", "as of Monday 23: 24-27, 30", "15:00",
         pauses=(pause("2026-03-10 09:00", "2026-03-20 15:10"),), resume="anew"),
    Case("anew after the last of two", MONDAY, FIVE, "2026-03-27 17:00", "from Friday 20",
         pauses=(pause("2026-03-10 09:00", "2026-03-12 09:00"), pause("2026-03-16 09:00", "2026-03-20 10:00")),
         resume="anew"),
    Case("a payment is no reason to count anew", MONDAY, FIVE, "2026-03-18 17:00", "two days lost: shifted",
         pauses=(pause("2026-03-10 09:00", "2026-03-12 09:00", "payment"),), resume="anew"),
    Case("anew, then a payment", MONDAY, FIVE, "2026-03-31 17:00", "27/3; 24, 25 lost: 30, 31",
         pauses=(pause("2026-03-10 09:00", "2026-03-20 10:00"),
                 pause("2026-03-23 09:00", "2026-03-25 09:00", "payment")), resume="anew"),
    Case("anew while a payment lasts", MONDAY, FIVE, "2026-03-31 17:00", "from Friday 20; Monday 23, Tuesday 24 lost",
         pauses=(pause("2026-03-10 09:00", "2026-03-20 10:00"),
                 pause("2026-03-19 09:00", "2026-03-24 09:00", "payment")), resume="anew"),
    # --- extensions
    Case("extended", MONDAY, FIVE, "2026-03-23 17:00", "the day named",
         extended=("2026-03-13 10:00", "2026-03-23 17:00")),
    Case("a pause before the extension", MONDAY, FIVE, "2026-03-23 17:00", "the day named stands",
         pauses=(pause("2026-03-10 09:00", "2026-03-12 09:00"),),
         extended=("2026-03-13 10:00", "2026-03-23 17:00")),
    Case("a pause after the extension", MONDAY, FIVE, "2026-03-25 17:00", "18, 19 lost: 24, 25",
         pauses=(pause("2026-03-17 09:00", "2026-03-19 09:00"),),
         extended=("2026-03-13 10:00", "2026-03-23 17:00")),
    Case("calendar days after the extension", MONDAY, (10, CALENDAR_DAYS), "2026-03-30 17:00",
         "Friday 27 + 2 = 29, a Sunday; Monday", pauses=(pause("2026-03-23 09:00", "2026-03-25 09:00"),),
         extended=("2026-03-18 10:00", "2026-03-27 17:00")),
)  # fmt: skip
