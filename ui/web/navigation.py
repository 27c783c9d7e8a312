"""The menu of places, and the links between the pages of one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from ui.web.views.spec import PageSpec

_PLACE_STYLE = (
    '<style>[data-testid="stSidebarNavLink"][href$="/{name}"] {{ background: rgba(128, 140, 160, .18); '
    "font-weight: 600; }}</style>"
)


@dataclass(frozen=True, slots=True)
class Visit:
    """The visited page: its declaration, and Streamlit's page to run."""

    spec: PageSpec
    shown: st.Page

    @property
    def tab_title(self) -> str:
        """The title of the browser's tab."""
        return f"{self.spec.title} · graphloop"


def open_navigation(specs: Mapping[str, PageSpec], hidden: bool = False) -> Visit:
    """Show the menu, unless it is hidden, and return the page of the URL; `pages` of the session holds every page by
    name."""
    pages = {
        name: st.Page(
            spec.render,
            title=spec.title,
            icon=spec.icon,
            url_path=name,
            default=number == 0,
            visibility="hidden" if spec.place in specs else "visible",
        )
        for number, (name, spec) in enumerate(specs.items())
    }
    sections: dict[str, list[st.Page]] = {}
    for name, spec in specs.items():
        sections.setdefault(spec.section, []).append(pages[name])
    st.session_state["pages"] = pages
    shown = st.navigation(
        sections if len(sections) > 1 else list(pages.values()), position="hidden" if hidden else "sidebar"
    )
    return Visit(specs[shown.url_path or next(iter(specs))], shown)


def show_place(visit: Visit, specs: Mapping[str, PageSpec]) -> None:
    """Show links to the pages of the visited page's place, if it has any, and mark the place in the menu."""
    place = visit.spec.place or visit.spec.name
    within = [name for name, spec in specs.items() if name == place or spec.place == place]
    if len(within) == 1:
        return
    if visit.spec.name != place:
        st.html(_PLACE_STYLE.format(name=place))
    with st.container(horizontal=True, gap="small", key="place"):
        for name in within:
            title = "Overview" if name == place else specs[name].title
            st.page_link(st.session_state["pages"][name], label=title, icon=specs[name].icon)
