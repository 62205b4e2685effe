"""Stamps: every form that was seen is read right, or not at all."""

from datetime import date, datetime, time

import pytest

from articles.dates.stamps import Stamp, read_stamp
from articles.dates.zones import place_in_zone

FORMS: dict[str, tuple[str, str | None, str | None]] = {
    "May 05, 2025 - 13:35": ("2025-05-05", "13:35:00", None),
    "Friday, 19/07/2024 18:25 (GMT+7)": ("2024-07-19", "18:25:00", "GMT+7"),
    "19-04-2024, 18:46 (GMT+7)": ("2024-04-19", "18:46:00", "GMT+7"),
    "September 12, 2024, 11:29 [GMT+7]": ("2024-09-12", "11:29:00", "GMT+7"),
    "December 10, 2019 | 11:06 pm GMT+7": ("2019-12-10", "23:06:00", "GMT+7"),
    "August 30, 2023 | 01:25 am PT": ("2023-08-30", "01:25:00", "PT"),
    "DEC. 10, 2019": ("2019-12-10", None, None),
    "APR. 14, 2025": ("2025-04-14", None, None),
    "26/11/2019 - 15:15": ("2019-11-26", "15:15:00", None),
    "21/09/2024, 09:53": ("2024-09-21", "09:53:00", None),
    "07:33 | 22/05/2023": ("2023-05-22", "07:33:00", None),
    "14:05 22/5/2024": ("2024-05-22", "14:05:00", None),
    "17:44 29/03/2020": ("2020-03-29", "17:44:00", None),
    "Ngày đăng: 05-04-2025": ("2025-04-05", None, None),
    "Thứ Ba, 5 tháng 10, 2021": ("2021-10-05", None, None),
    "Wed, 05/28/2025 - 17:00": ("2025-05-28", "17:00:00", None),
    "2024-09-10 | 01:25": ("2024-09-10", "01:25:00", None),
    "2020-5-26 15:02 |": ("2020-05-26", "15:02:00", None),
    "20250328": ("2025-03-28", None, None),
    "2025年05月09日 星期五": ("2025-05-09", None, None),
    "2025. 6. 4. 00:01": ("2025-06-04", "00:01:00", None),
    "2025.6.3": ("2025-06-03", None, None),
    "18:05 JST, June 12, 2025": ("2025-06-12", "18:05:00", "JST"),
    "March 28, 2025 at 17:00 JST": ("2025-03-28", "17:00:00", "JST"),
    "7th Apr 2025 09:04": ("2025-04-07", "09:04:00", None),
    "May 20th, 2025, 06:32 PM ---": ("2025-05-20", "18:32:00", None),
    "Posted Sep 12, 2024 4:15 AM CDT": ("2024-09-12", "04:15:00", "CDT"),
    "June 12, 2025 12:25 pm CET": ("2025-06-12", "12:25:00", "CET"),
    "Mar 23 2022, 05:19 ist": ("2022-03-23", "05:19:00", "ist"),
    "8 April 2022 10:37 AM GMT": ("2022-04-08", "10:37:00", "GMT"),
    "3 Dis 2019, 5:20 pagi": ("2019-12-03", "05:20:00", None),
    "January 21, 2014 / 8:42 AM / 4 years ago": ("2014-01-21", "08:42:00", None),
    "Republished May 7, 2025 / Original Publication Date May 1, 2025": ("2025-05-01", None, None),
    "17:08 h, 28 de abril de 2025": ("2025-04-28", "17:08:00", None),
    "26/07/2024 à 13:25": ("2024-07-26", "13:25:00", None),
    "06.11.2024 - 08:58:04": ("2024-11-06", "08:58:04", None),
    "06.11.2024 14:00 Uhr": ("2024-11-06", "14:00:00", None),
    "09 Мая 2022, 10:14": ("2022-05-09", "10:14:00", None),
    "19 Luglio 2024_": ("2024-07-19", None, None),
    "09 novembre 2024 | 12.25": ("2024-11-09", "12:25:00", None),
    "2025.április.29. kedd.": ("2025-04-29", None, None),
    "Minggu, 17 Agustus 2025 | 20:17": ("2025-08-17", "20:17:00", None),
    "14 مايو 2025, 11:49 صباحاً": ("2025-05-14", "11:49:00", None),
    "١٤ أيار ٢٠٢٥": ("2025-05-14", None, None),
    "چهارشنبه 3 ارديبهشت 1404 - 11:42:53": ("2025-04-23", "11:42:53", None),
    "27 ส.ค.2562": ("2019-08-27", None, None),
}
NONE = (
    "07/05 09:45",
    "16:16",
    "10 minutes ago",
    "il y a 3 heures",
    "MSN4d",
    "99/99/2025",
    "February 30, 2025 - 10:00",
    "Race times 2:12.10 and 292/314",
    "12/11/10",
    "May 05, 2025 - 25:35"[:0],
    "x" * 500,
)


@pytest.mark.parametrize("text", FORMS)
def test_form_is_read(text: str) -> None:
    """A stamp alone on its line gives day, time and zone as printed."""
    day, clock, zone = FORMS[text]

    stamp = read_stamp(text)

    assert stamp is not None
    assert stamp.days == (date.fromisoformat(day),)
    assert stamp.clock == (time.fromisoformat(clock) if clock else None)
    assert stamp.zone == zone
    assert stamp.alone


@pytest.mark.parametrize("text", NONE)
def test_text_without_a_whole_date_is_no_stamp(text: str) -> None:
    """A time without a day, a day without a year, scores and impossible days are no stamps."""
    assert read_stamp(text) is None


@pytest.mark.parametrize("text", ["04/05/2025 05:23", "15:30 | 07/05/2025", "07/8/2025 18:13"])
def test_day_and_month_that_could_be_swapped_stay_two(text: str) -> None:
    """Where nothing on the line decides the order, both days are handed on, day-first first."""
    stamp = read_stamp(text)

    assert stamp is not None
    assert len(stamp.days) == 2
    assert stamp.days[0].day == stamp.days[1].month


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Tuesday, 04/03/2025 05:23", date(2025, 3, 4)),
        ("Thursday, 04/03/2025 05:23", date(2025, 4, 3)),
        ("Báo Văn HóaBáo Văn Hóa10/12/2025", date(2025, 12, 10)),
    ],
)
def test_weekday_or_language_decides_the_order(text: str, day: date) -> None:
    """A weekday fits one order only, and Vietnamese puts the day first."""
    stamp = read_stamp(text)

    assert stamp is not None
    assert stamp.days == (day,)


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("By Vivek MishraMay 07, 2025", "By Vivek Mishra", ""),
        ("By X   December 10, 2019 | 11:06 pm GMT+7", "By X", ""),
        ("19-09-2024 14:02 | Thời sự", "", "Thời sự"),
        ("2025-05-09 16:18:08 來源:新華網", "", "來源:新華網"),
        ("Xinhua) 08:09, January 21, 2025", "Xinhua", ""),
        ("Home World 22/June/2025 08:12 AM", "Home World", ""),
        ("March 25, 2023 11:43 am | Updated 11:43 am IST - New Delhi", "", "New Delhi"),
        ("Posted by Editor on May 7, 2025 - 5:45 am", "by Editor", ""),
    ],
)
def test_what_stands_beside_a_stamp_is_handed_back(text: str, before: str, after: str) -> None:
    """Names and sections beside, or glued to, a stamp are not lost."""
    stamp = read_stamp(text)

    assert stamp is not None
    assert (stamp.before, stamp.after) == (before, after)
    assert not stamp.alone


def test_sentence_with_a_date_is_not_a_stamp_line() -> None:
    """A date inside a sentence stands among other words than labels."""
    stamp = read_stamp("The council met on May 5, 2025 at 10:00 in Hà Nội.")

    assert stamp is not None
    assert not stamp.alone
    assert not stamp.among_labels


@pytest.mark.parametrize(
    "text", ["Updated on: 20 January,2025 10:45 PM IST | Washington", "Updated: 10:28pm, 16 Jun, 2021"]
)
def test_update_is_marked(text: str) -> None:
    """The time of an update is not the time of publication."""
    stamp = read_stamp(text)

    assert stamp is not None
    assert stamp.updated


@pytest.mark.parametrize(
    ("zone", "utc", "suspect"),
    [
        ("GMT+7", "2025-06-12T05:25", False),
        ("UTC-3:30", "2025-06-12T15:55", False),
        ("JST", "2025-06-12T03:25", False),
        ("ist", "2025-06-12T06:55", False),
        ("PT", "2025-06-12T19:25", False),
        ("CDT", "2025-06-12T17:25", False),
        ("CET", "2025-06-12T10:25", True),
        ("PST", "2025-06-12T19:25", True),
    ],
)
def test_zone_names(zone: str, utc: str, suspect: bool) -> None:  # noqa: FBT001 - a column of the table
    """A zone's name of the wrong season means the clock on the wall, and is suspect."""
    instant = place_in_zone(datetime(2025, 6, 12, 12, 25), zone)  # noqa: DTZ001 - a local time is the subject

    assert instant is not None
    assert (
        f"{instant.local.astimezone(tz=None).timestamp():.0f}"
        == f"{datetime.fromisoformat(utc + '+00:00').timestamp():.0f}"
    )
    assert instant.suspect is suspect


@pytest.mark.parametrize("zone", ["CST", "GMT+99", "XYZ"])
def test_zone_that_is_unknown_or_ambiguous_is_none(zone: str) -> None:
    """China's and Chicago's CST are thirteen hours apart: no instant is made up."""
    assert place_in_zone(datetime(2025, 6, 12, 12, 25), zone) is None  # noqa: DTZ001 - a local time is the subject


def test_stamp_is_immutable_and_small() -> None:
    """A stamp is a plain tuple of what was printed."""
    assert read_stamp("May 05, 2025 - 13:35") == Stamp("May 05, 2025 - 13:35", (date(2025, 5, 5),), time(13, 35))
