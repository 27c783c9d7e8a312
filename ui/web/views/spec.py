"""What a page declares so that it is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ui.access.reader import Role


@dataclass(frozen=True, slots=True)
class PageSpec:
    """A page by its URL path, which is its name: `icon` is a Material symbol or an emoji of Streamlit's.

    Pages are listed in `order`, lowest first, under the heading `section` if there is one; the first is the start page.
    A page of a `place`, which is the name of another page, is reached from there instead of from the menu. Readers see
    it from the role on that it takes.
    """

    name: str
    title: str
    icon: str
    order: int
    render: Callable[[], None]
    section: str = ""
    place: str = ""
    role: Role = Role.ADMIN
