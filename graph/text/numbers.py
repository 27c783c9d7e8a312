"""English words for numbers and months, in order of their value."""

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

MONTHS = tuple("january february march april may june july august september october november december".split())
"""From January on, in lower case."""
