"""The pages as one Streamlit application; `graphloop ui` starts it."""

from __future__ import annotations

import streamlit as st

from ui.web.components.theme import ICON, LOGO, STYLE
from ui.web.session import show_errors
from ui.web.views import page_specs


def main() -> None:
    """Show the page given by the URL."""
    st.set_option("client.showErrorDetails", "none")
    st.set_page_config(page_title="graphloop", page_icon=ICON, layout="wide")
    st.html(STYLE)
    st.logo(LOGO, size="large")
    with show_errors():
        pages = {}
        sections: dict[str, list[st.Page]] = {}
        for number, (name, spec) in enumerate(page_specs().items()):
            pages[name] = st.Page(spec.render, title=spec.title, icon=spec.icon, url_path=name, default=number == 0)
            sections.setdefault(spec.section, []).append(pages[name])
        st.session_state["pages"] = pages
        st.navigation(sections if len(sections) > 1 else list(pages.values())).run()


main()
