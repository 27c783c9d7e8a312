"""Find the characters of a PDF page that a reader does not see: from the drawn objects, or if unsure by rendering.

Text that may have its background's colour, or be covered, in a layer or clipped is left out of a second rendering of
the page: if both renderings are the same, it is not seen.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ingest.drawn.grid import BackgroundColours, CoverIndex, grid_cells
from ingest.drawn.objects import Box, DrawnObject, address
from ingest.drawn.picture import MAX_SAME_DIFFERENCE, PageImage
from ingest.markup.colour import Colour

_INVISIBLE, _CLIP, _CLIPS = 3, 7, 4
_TEXT = 1
# Size in points below which letters are dots, and opacity (of 255) below which they are invisible.
_TINY, _FAINT = 2.0, 10
# Channels from here on are light: text of that colour may be invisible on paper.
_LIGHT = 225
# Fewer letters in a row than this prove nothing: a dot or a thin letter may leave no trace.
_RUN = 3
# A line may lose fewer letters than this at the edge without counting as hidden.
_CUT = 8
# A text drawn this often at one place is taken once.
_REPEATED = 8
_NOT_COVERING = frozenset((1, 2, 9, 10, 11, 12, 16, 20))
"""Annotation types that cover nothing: notes, links, text markup, pop-ups and form fields."""


@dataclass(frozen=True, slots=True)
class PageVisibility:
    """The hidden characters of a page with the reason, by index; `repeated` ones duplicate others."""

    unseen: dict[int, str]
    repeated: frozenset[int]
    drew: bool = False


class VisibilityCheck:
    """Examines the text of one page; `scan` is the image that covers it, if any."""

    def __init__(
        self, page: Any, characters: Any, objects: Sequence[DrawnObject], layers: bool, scan: DrawnObject | None
    ) -> None:
        self._page, self._characters = page, characters
        self._objects, self._layers, self._scan = objects, layers, scan
        self._box = _page_box(page)
        self._texts = [(z, one) for z, one in enumerate(objects) if one.kind == _TEXT]
        self._clips = {one.address for _, one in self._texts if one.mode >= _CLIPS}

    def look(self, draw: bool) -> PageVisibility:
        """Find the hidden characters; `draw` permits rendering the page in doubtful cases."""
        sure = {one.address: why for _, one in self._texts if (why := self._certain_reason(one))}
        doubtful = self._doubtful(sure)
        remaining = [one for _, one in self._texts if one.address not in sure]
        edges = {one.address for one in remaining if not _inside(one.box, self._box)}
        again = self._again()
        small = {one.address: one.thin for one in remaining if one.thin < _TINY}
        if not (sure or doubtful or edges or again or small):
            return PageVisibility({}, frozenset())
        owners = self._owners()
        sure |= self._tiny(owners, small)
        unseen = {place: sure[owner] for place, owner in owners.items() if owner in sure}
        unseen |= self._past_the_edge(owners, edges)
        own = {place: owner for place, owner in owners.items() if owner in doubtful and place not in unseen}
        unseen |= self._settle_doubts(own, doubtful, draw)
        return PageVisibility(unseen, self._repeated(owners, again), drew=bool(own) and draw)

    def _settle_doubts(self, own: dict[int, int | None], doubtful: dict[int | None, str], draw: bool) -> dict[int, str]:
        if not own:
            return {}
        return self._not_drawn(own, doubtful) if draw else self._likely(own, doubtful)

    def _certain_reason(self, one: DrawnObject) -> str:
        """Return why a text is invisible wherever it lies; empty if that is not known yet."""
        if one.mode == _INVISIBLE:
            return "" if self._scan else "drawn invisibly"
        if one.colour[3] < _FAINT and one.mode != _CLIP:
            return "transparent"
        if _apart(one.box, self._box):
            return "off the page"
        # The letters of bitmap fonts have a size of their own, whatever the font size.
        return f"letters of {one.thin:.1f} pt" if one.thin < min(_TINY, one.size / 10) else ""

    def _doubtful(self, sure: dict[int | None, str]) -> dict[int | None, str]:
        """Return texts that may be invisible, with the presumed reason."""
        covers, grounds = CoverIndex.of(self._objects, self._box, self._scan), BackgroundColours(self._box)
        notes = self._annotations()
        found: dict[int | None, str] = {}
        for z, one in enumerate(self._objects):
            if one.kind != _TEXT:
                if one.filled and one.colour[3] > 0:
                    grounds.add(one)
                continue
            if one.address in sure or one.mode == _INVISIBLE:
                continue
            cells = list(grid_cells(one.box, self._box))
            if covers.cover(z, one.box, cells):
                found[one.address] = "covered"
            elif any(not _apart(one.box, note) for note in notes):
                found[one.address] = "behind an annotation"
            elif one.cut or one.mode == _CLIP:
                found[one.address] = "clipped away"
            elif one.layered or (one.inner and self._layers):
                found[one.address] = "in a hidden layer"
            elif min(one.colour[:3]) >= _LIGHT or grounds.swallow(one, cells):
                found[one.address] = f"the colour of its ground, {_named(one.colour)}"
        return found

    def _annotations(self) -> list[Box]:
        import pypdfium2.raw as pdfium

        found = []
        for place in range(min(pdfium.FPDFPage_GetAnnotCount(self._page.raw), 500)):
            note = pdfium.FPDFPage_GetAnnot(self._page.raw, place)
            box = pdfium.FS_RECTF()
            if pdfium.FPDFAnnot_GetSubtype(note) not in _NOT_COVERING and pdfium.FPDFAnnot_GetRect(note, box):
                found.append((box.left, min(box.bottom, box.top), box.right, max(box.bottom, box.top)))
            pdfium.FPDFPage_CloseAnnot(note)
        return found

    def _owners(self) -> dict[int, int | None]:
        """Return the text object of each character; blanks added by PDFium belong to the preceding one."""
        import pypdfium2.raw as pdfium

        owners: dict[int, int | None] = {}
        last = None
        for place in range(self._characters.count_chars()):
            last = address(pdfium.FPDFText_GetTextObject(self._characters.raw, place)) or last
            owners[place] = last
        return owners

    def _past_the_edge(self, owners: dict[int, int | None], edges: set[int | None]) -> dict[int, str]:
        """Return the characters of texts that run off the page; a line that loses only a few letters counts as
        visible."""
        off: defaultdict[int | None, list[int]] = defaultdict(list)
        for place, owner in owners.items():
            if owner in edges and _outside(self._place(place), self._box):
                off[owner].append(place)
        return {place: "off the page" for places in off.values() if len(places) >= _CUT for place in places}

    def _tiny(self, owners: dict[int, int | None], small: dict[int | None, float]) -> dict[int | None, str]:
        """Return those texts in tiny type whose letters are really tiny on the page."""
        largest: defaultdict[int | None, float] = defaultdict(float)
        for place, owner in owners.items():
            if owner in small and self._characters.get_text_range(place, 1).isalnum():
                left, bottom, right, top = self._characters.get_charbox(place)
                largest[owner] = max(largest[owner], right - left, top - bottom)
        return {owner: f"letters of {small[owner]:.1f} pt" for owner, size in largest.items() if size < _TINY * 1.25}

    def _place(self, place: int) -> Box:
        left, bottom, right, top = self._characters.get_charbox(place, loose=True)
        return left, bottom, right, top

    def _not_drawn(self, own: dict[int, int | None], doubtful: dict[int | None, str]) -> dict[int, str]:
        """Return characters of doubtful texts that leave no trace on the page, in runs of at least three letters."""
        import pypdfium2.raw as pdfium

        handles = [one.handle for _, one in self._texts if one.address in doubtful]
        whole = PageImage(self._page)
        for handle in handles:
            pdfium.FPDFPageObj_SetIsActive(handle, False)
        without = PageImage(self._page)
        for handle in handles:
            pdfium.FPDFPageObj_SetIsActive(handle, True)
        found: dict[int, str] = {}
        run: list[int] = []
        letters = 0
        for place, owner in (*own.items(), (-9, None)):
            adjoining = bool(run) and place == run[-1] + 1 and owner == own[run[-1]]
            text = self._characters.get_text_range(place, 1) if place >= 0 else ""
            letter = text.isalnum()
            gone = not letter or not self._traced(whole, without, place, own)
            if not adjoining or not gone:
                if letters >= _RUN or (letters and self._whole(run, own)):
                    found |= {one: doubtful[own[one]] for one in run}
                run, letters = [], 0
            if gone and place >= 0:
                run.append(place)
                letters += letter
        return found

    def _traced(self, whole: PageImage, without: PageImage, place: int, own: dict[int, int | None]) -> bool:
        """Return whether a letter leaves a trace: on the page, or as the shape to which a picture is clipped."""
        box = self._place(place)
        if own[place] in self._clips:
            return not whole.plain(box)
        return whole.differs(without, box)

    def _likely(self, own: dict[int, int | None], doubtful: dict[int | None, str]) -> dict[int, str]:
        """Without rendering, return the characters of white texts, if nothing on the page is filled."""
        bare = not any(one.filled for one in self._objects if one.kind != _TEXT)
        white = {one.address for _, one in self._texts if min(one.colour[:3]) >= 255 - MAX_SAME_DIFFERENCE and bare}
        return {place: doubtful[owner] for place, owner in own.items() if owner in white}

    def _whole(self, run: Sequence[int], own: dict[int, int | None]) -> bool:
        """Return whether the run is the entire text object."""
        owner = own[run[0]]
        return own.get(run[0] - 1) != owner and own.get(run[-1] + 1) != owner

    def _again(self) -> frozenset[int | None]:
        """Return texts drawn where texts of the same size were drawn many times."""
        places = Counter((*map(round, one.box), round(one.size, 1)) for _, one in self._texts)
        many = {key for key, count in places.items() if count >= _REPEATED}
        if not many:
            return frozenset()
        return frozenset(one.address for _, one in self._texts if (*map(round, one.box), round(one.size, 1)) in many)

    def _repeated(self, owners: dict[int, int | None], again: frozenset[int | None]) -> frozenset[int]:
        """Return the characters of texts that duplicate an earlier one at their place."""
        if not again:
            return frozenset()
        places: defaultdict[int | None, list[int]] = defaultdict(list)
        for place, owner in owners.items():
            if owner in again:
                places[owner].append(place)
        boxes = {one.address: (*map(round, one.box), round(one.size, 1)) for _, one in self._texts}
        known: set[tuple[object, str]] = set()
        found: set[int] = set()
        for owner, own in places.items():
            said = "".join(self._characters.get_text_range(place, 1) for place in own).strip()
            if (boxes[owner], said) in known:
                found.update(own)
            known.add((boxes[owner], said))
        return frozenset(found)


def _page_box(page: Any) -> Box:
    """Return the visible box of the page, inherited boxes included."""
    left, bottom, right, top = page.get_bbox()
    return left, bottom, right, top


def _apart(one: Box, other: Box) -> bool:
    return one[2] <= other[0] or one[0] >= other[2] or one[3] <= other[1] or one[1] >= other[3]


def _inside(one: Box, other: Box) -> bool:
    return one[0] >= other[0] - 1 and one[1] >= other[1] - 1 and one[2] <= other[2] + 1 and one[3] <= other[3] + 1


def _outside(one: Box, page: Box) -> bool:
    """Return whether the centre of a character is outside the page."""
    x, y = (one[0] + one[2]) / 2, (one[1] + one[3]) / 2
    return not (page[0] <= x <= page[2] and page[1] <= y <= page[3])


def _named(colour: tuple[int, int, int, int]) -> str:
    return str(Colour(*colour[:3]))
