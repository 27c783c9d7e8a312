"""The typed values of a text: amounts with their units, dates, times of day and codes, in any notation.

"2 km" and "2,000 m" are the same value, and so are "3 May 2023" and "2023-05-03", or "twelve" and "12". A value that
can be read in several ways ("2.340", "5 pounds", "3/5/2023") holds every reading.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import floor, log10

from graph.text.dates import Day
from graph.text.units import CALENDAR, DURATION, RATIO, Unit

SAME_WITHIN = 1e-10
"""Relative difference up to which two amounts are the same: the rounding of conversions between units."""

MAX_PLACE = 200
"""A number from here on is no place in an order."""

MAX_COUNTRY_DIGITS = 3
"""The most digits of a country's telephone code."""

_MONTH_DAYS, _YEAR_DAYS, _DAY_SECONDS = (30.0, 31.0), (365.0, 366.0), 86400.0


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount in the base unit of a quantity."""

    quantity: str
    size: float


@dataclass(frozen=True, slots=True)
class Value:
    """The value at text[start:end], with all its readings.

    `numbers` are as written, before the unit; `units` are what the unit may be, empty without one; `days` are dates,
    with 0 for a part that is not given; `code` is a name that must be the same letter by letter. `bound` is -1 for "at
    most" and 1 for "at least"; `signed` means that a minus was written.
    """

    start: int
    end: int
    numbers: frozenset[float] = frozenset()
    units: tuple[Unit, ...] = ()
    days: frozenset[Day] = frozenset()
    code: str = ""
    ordinal: bool = False
    bound: int = 0
    about: bool = False
    signed: bool = False
    counted: bool = False

    @property
    def amounts(self) -> frozenset[Amount]:
        """The readings in base units; none without a unit."""
        return frozenset(Amount(unit.quantity, unit.to_base(number)) for unit in self.units for number in self.numbers)

    @property
    def is_date(self) -> bool:
        """Whether it is read as a date only."""
        return bool(self.days) and not self.numbers

    @property
    def is_year(self) -> bool:
        """Whether it is a number that may be a year."""
        return bool(self.days) and bool(self.numbers)


def same_value(wanted: Value, given: Value) -> bool:
    """Whether a value is what is wanted: the same in another notation, or with more detail."""
    if wanted.bound * given.bound < 0:
        return False
    if wanted.code or given.code:
        return _same_code(wanted.code, given.code) or _same_hour(wanted, given) or _same_hour(given, wanted)
    if _same_day(wanted, given):
        return True
    if wanted.is_date or given.is_date:
        return False
    if wanted.units and given.units:
        return _same_measure(wanted, given)
    one_has_unit = bool(wanted.units or given.units)
    return _same_number(wanted, given) or (one_has_unit and _same_ratio(wanted, given))


def comparable(wanted: Value, given: Value) -> bool:
    """Whether a value answers the same as the wanted one, so that it is wrong if it is not the same."""
    if wanted.code or given.code:
        return _same_kind(wanted.code, given.code)
    if wanted.is_date or given.is_date:
        return bool(wanted.days and given.days)
    if given.ordinal and not wanted.ordinal:
        return False
    if wanted.is_year or given.is_year:
        return wanted.is_year == given.is_year or not (wanted.units or given.units)
    if wanted.ordinal and not given.ordinal:
        return _may_be_place(given)
    return not wanted.units or _may_measure(wanted, given)


def _may_measure(wanted: Value, given: Value) -> bool:
    """Whether a value may say how much a wanted unit is of: it has no unit, one of the family, or the same number."""
    if given.counted:
        return False
    return not given.units or bool(_families(wanted) & _families(given)) or bool(wanted.numbers & given.numbers)


def _same_code(one: str, other: str) -> bool:
    """Whether two codes are the same; telephone numbers also with and without what is dialled from abroad.

    A century is also its first hundred years (the 1800s) and any decade in it.
    """
    if one.startswith("decade:") and other.startswith("decade:"):
        return one == other or (len(one) < len("decade:1800") and other.startswith(one)) or one == f"{other}00"
    if one == other or not (one.startswith("phone:") and other.startswith("phone:")):
        return one == other
    longer, shorter = sorted((one[6:].lstrip("+0"), other[6:].lstrip("+0")), key=len, reverse=True)
    return longer.endswith(shorter) and len(longer) - len(shorter) <= MAX_COUNTRY_DIGITS


def _same_hour(clock: Value, number: Value) -> bool:
    """Whether a bare number may be a time of day: "nine" is 9:00 or 21:00, and "7.45" 7:45."""
    kind, _, time = clock.code.partition(":")
    if kind != "clock" or number.code or number.units or len(number.numbers) != 1 or number.ordinal:
        return False
    hour, minute, second = time.split(":")
    said = round(next(iter(number.numbers)), 2)
    return not float(second) and any(
        said == round(one + int(minute) / 100, 2) for one in (int(hour), int(hour) % 12 or 12)
    )


def with_unit(value: Value, units: tuple[Unit, ...], end: int) -> Value:
    """Return a number with a unit; it is no year then."""
    return replace(value, units=units, days=frozenset(), end=end)


def _same_kind(one: str, other: str) -> bool:
    """Whether two codes are there, and of one kind."""
    return bool(one and other) and one.partition(":")[0] == other.partition(":")[0]


def _may_be_place(value: Value) -> bool:
    return all(number < MAX_PLACE for number in value.numbers)


def _families(value: Value) -> set[str]:
    """Return what the value's units measure; all money is one family, and so is all time."""
    names = {unit.quantity.partition(":")[0] for unit in value.units}
    return {DURATION if name == CALENDAR else name for name in names}


def _same_amount(wanted: Amount, given: Amount) -> bool:
    if {wanted.quantity, given.quantity} == {DURATION, CALENDAR}:
        months, seconds = (wanted, given) if wanted.quantity == CALENDAR else (given, wanted)
        return _same_time(months.size, seconds.size / _DAY_SECONDS)
    if wanted.quantity != given.quantity:
        return False
    return _close(wanted.size, given.size)


def _same_measure(wanted: Value, given: Value) -> bool:
    """Whether two values with units are the same amount: exactly, converted, or rounded in the same unit."""
    if any(_same_amount(one, other) for one in wanted.amounts for other in given.amounts):
        return True
    if _converted(wanted, given):
        return True
    return not set(wanted.units).isdisjoint(given.units) and _rounded(wanted, given)


def _converted(wanted: Value, given: Value) -> bool:
    """Whether an amount is the wanted one in a unit of another system, rounded: 10 miles and 16 km."""
    ratios = [
        one.factor / other.factor
        for one in wanted.units
        for other in given.units
        if one.quantity == other.quantity and not one.offset and not other.offset
    ]
    inexact = [ratio for ratio in ratios if not any(_close(part, round(part)) for part in (ratio, 1 / ratio))]
    return any(
        _rounds_to(number * ratio, near) for ratio in inexact for number in wanted.numbers for near in given.numbers
    )


def _same_time(months: float, days: float) -> bool:
    """Whether so many months are so many days: a month has 30 or 31, a year 365 or 366 or 52 weeks."""
    if months and not months % 12:
        least, most = (months / 12 * each for each in _YEAR_DAYS)
        return least <= days <= most or _close(days, 364 * months / 12)
    least, most = (months * each for each in _MONTH_DAYS)
    return least <= days <= most


def _same_number(wanted: Value, given: Value) -> bool:
    return any(_close(one, other) for one in wanted.numbers for other in given.numbers) or _rounded(wanted, given)


def _rounded(wanted: Value, given: Value) -> bool:
    """Whether a number that is said to be near is the wanted one, rounded."""
    if not (given.about or wanted.about) or wanted.is_year or given.is_year or wanted.ordinal:
        return False
    pairs = [(one, other) for one in wanted.numbers for other in given.numbers]
    return any(
        (given.about and _rounds_to(one, other)) or (wanted.about and _rounds_to(other, one)) for one, other in pairs
    )


def _same_ratio(wanted: Value, given: Value) -> bool:
    """Whether one is a percentage and the other the same fraction: 50% and a half, 33% and a third."""
    one, other = (wanted, given) if wanted.units else (given, wanted)
    parts = {amount.size for amount in one.amounts if amount.quantity == RATIO}
    return any(
        _close(part, number) or _close(part, round(number, 2)) or _close(part, round(number, 3))
        for part in parts
        for number in other.numbers
        if number < 1
    )


def _close(one: float, other: float) -> bool:
    return abs(one - other) <= SAME_WITHIN * max(abs(one), abs(other))


def _rounds_to(exact: float, given: float) -> bool:
    """Whether a number is another one rounded to the digits that it has, two or more."""
    if not exact or not given:
        return False
    digits = len(f"{given:.12g}".partition("e")[0].replace(".", "").replace("-", "").strip("0"))
    places = max(2, digits) - 1 - floor(log10(abs(given)))
    return _close(round(exact, places), given)


def _same_day(wanted: Value, given: Value) -> bool:
    return any(_day_holds(one, other) for one in wanted.days for other in given.days)


def _day_holds(wanted: Day, given: Day) -> bool:
    """Whether a date has every part of the wanted one."""
    return any(wanted) and all(not part or part == other for part, other in zip(wanted, given, strict=True))
