"""The declarations that a page's own style sheets and attributes make for an element.

Selectors may name tags, classes and ids of the element and its ancestors; the order of ancestors is ignored.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

Declarations = dict[str, str]

# Properties that decide whether text is visible; others are not kept.
VISIBILITY_PROPERTIES = frozenset(
    "display visibility opacity font font-size color background background-color background-image position left right "
    "top bottom text-indent margin-left margin-top clip clip-path width height max-width max-height overflow "
    "overflow-x overflow-y transform filter content-visibility -webkit-text-fill-color".split()
)
# Screen width in pixels against which media conditions are evaluated.
_SCREEN = 1280.0
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_PART = re.compile(r"([.#]?)((?:[\w-]|[^\x00-\x7f]|\\.)+)")
_COMPOUND = re.compile(r"(?:\*|[\w-]+)?(?:[.#](?:[\w-]|[^\x00-\x7f]|\\.)+)*\Z")
_WIDTH = re.compile(r"\(\s*(min|max)-width\s*:\s*([\d.]+)\s*(px|em|rem)?\s*\)")
_BLOCK = re.compile(r"@(?:media|supports|layer|container|scope|(?:-\w+-)?keyframes)\b", re.IGNORECASE)
_CONDITION = re.compile(r"\([^)]*\)")
# Maximum rules with ancestors for the same selector; more are taken for an attack on time.
_MOST_LED = 64
# Maximum classes of one element that are combined in pairs.
_MOST_PAIRED = 8


@dataclass(slots=True)
class StyleSheet:
    """Rules by compound selector: those without ancestors merged in order, those with ancestors separate."""

    alone: dict[str, dict[str, tuple[tuple[bool, int], str]]] = field(default_factory=dict)
    led: dict[str, list[tuple[tuple[str, ...], int, Declarations]]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.alone or self.led)

    def shows_tables(self) -> bool:
        """Return whether a rule makes rows of a table of any elements."""
        values = [one["display"][1] for one in self.alone.values() if "display" in one]
        values += [declared.get("display", "") for rules in self.led.values() for *_, declared in rules]
        return any(value.startswith("table-row") for value in values)

    @staticmethod
    def read(sources: Iterable[str]) -> StyleSheet:
        """Parse the rules of several sheets, later ones taking precedence."""
        sheet = StyleSheet()
        for selector, declared in (rule for source in sources for rule in rules(source)):
            for one in selector.split(","):
                sheet._add(one.split(), declared)
        return sheet

    def _add(self, compounds: Sequence[str], declared: Declarations) -> None:
        compounds = [compound for compound in compounds if compound not in (">", "+", "~")]
        if not compounds or not all(_COMPOUND.match(compound) for compound in compounds):
            return
        *ancestors, own = (selector_key(compound) for compound in compounds)
        weight = sum(map(_weight, (*ancestors, own)))
        if ancestors:
            rules = self.led.setdefault(own, [])
            if len(rules) < _MOST_LED:
                rules.append((tuple(ancestors), weight, declared))
            return
        merged = self.alone.setdefault(own, {})
        for name, value in declared.items():
            _set(merged, name, value, weight)

    def declared(self, keys: Sequence[str], above: Mapping[str, int]) -> Declarations:
        """Return the declarations for an element with these keys below these ancestors, by specificity, then order.

        Important declarations keep their mark, to be distinguished from those of a style attribute.
        """
        merged: dict[str, tuple[tuple[bool, int], str]] = {}
        for key in keys:
            for name, (rank, value) in self.alone.get(key, {}).items():
                if name not in merged or rank >= merged[name][0]:
                    merged[name] = (rank, value)
            for ancestors, weight, declared in self.led.get(key, ()):
                if all(above.get(ancestor) for ancestor in ancestors):
                    for name, value in declared.items():
                        _set(merged, name, value, weight)
        return {name: value for name, (_, value) in merged.items()}


def _set(merged: dict[str, tuple[tuple[bool, int], str]], name: str, value: str, weight: int) -> None:
    rank = (value.endswith("!important"), weight)
    if name not in merged or rank >= merged[name][0]:
        merged[name] = (rank, value)


def _weight(key: str) -> int:
    return 100 * key.count("#") + 10 * key.count(".") + (key[:1] not in (".", "#", "*"))


def selector_key(compound: str) -> str:
    """Return a compound selector in canonical form: tag, id, sorted classes."""
    tag, ident, classes = "", "", set()
    for mark, name in _PART.findall(compound):
        if mark == "#":
            ident = f"#{name}"
        elif mark == ".":
            classes.add(f".{name}")
        else:
            tag = name.lower()
    return f"{tag}{ident}{''.join(sorted(classes))}" or "*"


def element_keys(tag: str, attributes: Mapping[str, str]) -> list[str]:
    """Return the compound selectors that match an element, from general to specific."""
    classes = [f".{name}" for name in dict.fromkeys((attributes.get("class") or "").split())]
    ident = f"#{attributes['id']}" if attributes.get("id") else ""
    pairs = sorted(classes[:_MOST_PAIRED])
    sets = [*classes, *(one + other for i, one in enumerate(pairs) for other in pairs[i + 1 :])]
    plain = [tag, *sets, *(tag + one for one in sets)]
    return ["*", *plain, *([ident, tag + ident, *(ident + one for one in classes)] if ident else ())]


def rules(source: str) -> Iterator[tuple[str, Declarations]]:
    """Yield selector and declarations of each rule that applies on a screen."""
    source = _COMMENT.sub(" ", source).replace("<!--", " ").replace("-->", " ")
    place = 0
    holds = [True]
    while (opening := source.find("{", place)) >= 0:
        closing = source.find("}", place)
        if 0 <= closing < opening:
            place = closing + 1
            holds = holds[:-1] or [True]
            continue
        head = source[place:opening].rpartition(";")[2].strip()
        place = opening + 1
        if _BLOCK.match(head):
            holds.append(holds[-1] and media_applies(head))
            continue
        place = (closing + 1) or len(source)
        if holds[-1] and not head.startswith("@") and (declared := parse_declarations(source[opening + 1 : place - 1])):
            yield head, declared


def media_applies(head: str) -> bool:
    """Return whether the condition of a block holds on a screen of common width."""
    head = head.lower()
    if not head.startswith("@media"):
        return "keyframes" not in head
    return any(_one_applies(query) for query in head.removeprefix("@media").split(","))


def _one_applies(query: str) -> bool:
    if re.search(r"\b(?:print|speech|not)\b", query):
        return False
    for end, number, unit in _WIDTH.findall(query):
        pixels = float(number if number.count(".") < 2 else 0) * (16 if unit in ("em", "rem") else 1)
        if (end == "min" and pixels > _SCREEN) or (end == "max" and pixels < _SCREEN):
            return False
    return not _CONDITION.search(_WIDTH.sub("", query))


def parse_declarations(text: str) -> Declarations:
    """Return the declarations of a style attribute or a rule, names and values in lower case."""
    found: Declarations = {}
    for one in _COMMENT.sub(" ", text).split(";"):
        name, colon, value = one.partition(":")
        name, value = name.strip().lower(), " ".join(value.lower().split())
        if colon and name in VISIBILITY_PROPERTIES and value:
            value = re.sub(r"\s*!\s*important$", "!important", value)
            if not found.get(name, "").endswith("!important") or value.endswith("!important"):
                found[name] = value
    return found


def merge_declarations(lower: Declarations, upper: Declarations) -> Declarations:
    """Merge a style attribute over the rules; marks of importance are removed."""
    strong = {name for name, value in lower.items() if value.endswith("!important")}
    merged = lower | {
        name: value for name, value in upper.items() if name not in strong or value.endswith("!important")
    }
    return {name: value.removesuffix("!important").strip() for name, value in merged.items()}
