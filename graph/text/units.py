"""Units of measurement: their names and symbols, what they measure, and how many base units they are.

The base units are the metre, gram, second, month (for calendar time, whose days vary), square metre, litre, metre per
second, byte, watt, joule, hertz and ratio; a currency is its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MONEY = "money"
"""What the names of the quantities of all currencies begin with: an amount in one is not one in another."""

DURATION, CALENDAR = "duration", "calendar"
RATIO = "ratio"


@dataclass(frozen=True, slots=True)
class Unit:
    """What a unit measures, and how many base units it is; `offset` is added after (temperatures)."""

    quantity: str
    factor: float
    offset: float = 0.0

    def to_base(self, amount: float) -> float:
        """Return an amount of this unit in base units."""
        return amount * self.factor + self.offset


_NAMES = """
length 1: m metre meter Meter mètre metro
length 1000: km kilometre kilometer kilomètre kilómetro kms
length 0.01: cm centimetre centimeter
length 0.001: mm millimetre millimeter
length 0.000001: µm μm micrometre micrometer micron
length 0.000000001: nm nanometre nanometer
length 0.3048: ft foot feet
length 0.0254: inch inches
length 0.9144: yd yard
length 1609.344: mi mile
length 1852: nmi
mass 1: g gram gramme Gramm
mass 1000: kg kilogram kilogramme kilo Kilogramm kgs
mass 0.001: mg milligram
mass 0.000001: µg μg mcg microgram
mass 1000000: t tonne ton
mass 453.59237: lb lbs pound
mass 28.349523125: oz ounce
mass 6350.29318: stone
duration 1: s sec second Sekunde seconde segundo
duration 0.001: ms millisecond
duration 60: min mins minute Minute minuto Minuten
duration 3600: h hr hrs hour Stunde Stunden heure hora
duration 86400: d day Tag Tage Tagen jour día
duration 604800: wk week Woche Wochen semaine semana
duration 1209600: fortnight
calendar 1: month mo mos Monat Monate Monaten mois mes meses
calendar 3: quarter
calendar 12: yr yrs year Jahr Jahre Jahren an ans année años año
calendar 120: decade
calendar 1200: century centuries
area 1: m² m2 sqm
area 1000000: km² km2
area 10000: ha hectare
area 4046.8564224: acre
volume 1: l L litre liter Liter
volume 0.001: ml mL millilitre milliliter
volume 0.01: cl centilitre centiliter
volume 1000: m³ m3
volume 3.785411784: gal gallon
speed 0.2777777777777778: km/h kph kmh
speed 0.44704: mph
bytes 1: byte B
bytes 1000: kB KB kilobyte
bytes 1000000: MB megabyte
bytes 1000000000: GB gigabyte
bytes 1000000000000: TB terabyte
bytes 1024: KiB
bytes 1048576: MiB
bytes 1073741824: GiB
power 1: W watt
power 1000: kW kilowatt
power 1000000: MW megawatt
power 1000000000: GW gigawatt
energy 3600000: kWh
energy 3600000000: MWh
energy 1: J joule
energy 4184: kcal
frequency 1: Hz hertz
frequency 1000: kHz
frequency 1000000: MHz
frequency 1000000000: GHz
ratio 0.01: % percent percentage pc Prozent pourcent pct
ratio 0.001: ‰
money:€ 1: € euro EUR Euro
money:€ 0.01: cent
money:$ 1: $ US$ dollar USD buck
money:$ 0.01: cent
money:£ 1: £ pound GBP quid
money:£ 0.01: pence
money:¥ 1: ¥ yen JPY
money:CHF 1: CHF franc
money:₹ 1: ₹ rupee INR
money:A$ 1: A$ AU$ AUD
money:C$ 1: C$ CAD
money:yuan 1: yuan CNY RMB
money:SEK 1: SEK krona kronor
money:zł 1: zł PLN
"""
_ABBREVIATIONS = frozenset("m g s h t d l L B W J mi mo an pc ms min sec hr yr mes metro ans".split())


def _read() -> Mapping[str, tuple[Unit, ...]]:
    found: dict[str, list[Unit]] = {}
    for line in _NAMES.strip().splitlines():
        head, _, names = line.partition(": ")
        quantity, _, factor = head.rpartition(" ")
        unit = Unit(quantity, float(factor))
        for name in names.split():
            spellings = {name} if name in _ABBREVIATIONS or not name[-1].isalpha() else {name, f"{name}s"}
            spellings |= {spelling.casefold() for spelling in spellings if len(name) > 2}
            for spelling in spellings:
                meanings = found.setdefault(spelling, [])
                if unit not in meanings:
                    meanings.append(unit)
    for name in ("°C", "celsius", "Celsius"):
        found[name] = [Unit("temperature", 1.0)]
    for name in ("°F", "fahrenheit", "Fahrenheit"):
        found[name] = [Unit("temperature", 5 / 9, -160 / 9)]
    found["K"] = [Unit("temperature", 1.0, -273.15)]
    return {name: tuple(units) for name, units in found.items()}


UNITS: Mapping[str, tuple[Unit, ...]] = _read()
"""The units that a name or symbol may mean: a pound is money or a mass."""

CURRENCY_SIGNS = "$€£¥₹"
CURRENCY_CODES = "AUD CAD CHF CNY DKK EUR GBP INR JPY NOK PLN SEK USD".split()
"""The codes of the common currencies."""


def find_units(name: str) -> tuple[Unit, ...]:
    """Return the units that a name or symbol may mean, in any case if it is a word; none if it is no unit."""
    return UNITS.get(name) or (UNITS.get(name.casefold(), ()) if len(name) > 2 or name in CURRENCY_SIGNS else ())
