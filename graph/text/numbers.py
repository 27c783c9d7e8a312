"""English words for numbers, in order of their value."""

from __future__ import annotations

CARDINALS = tuple(
    """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen""".split()
)
"""From zero to nineteen."""

ORDINALS = tuple(
    """zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
    fifteenth sixteenth seventeenth eighteenth nineteenth""".split()
)
"""From zeroth to nineteenth."""

TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
"""From twenty to ninety, in steps of ten."""

MAGNITUDES = {"hundred": 100, "thousand": 1_000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
"""Words that multiply the number before them."""

CARDINAL_VALUES = {name: value for value, name in enumerate(CARDINALS)}
CARDINAL_VALUES |= {name: 20 + 10 * place for place, name in enumerate(TENS)}
"""The values of cardinals of one word, up to ninety."""

ORDINAL_VALUES = {name: value for value, name in enumerate(ORDINALS)}
ORDINAL_VALUES |= {name[:-1] + "ieth": 20 + 10 * place for place, name in enumerate(TENS)}
"""The values of ordinals of one word, up to ninetieth."""

ROMAN_VALUES = {"II": 2, "III": 3, "IV": 4, "VI": 6, "VII": 7, "VIII": 8, "IX": 9}
"""The Roman numerals below ten of more than one letter."""
