"""The pages as one Streamlit application; `graphloop ui` starts it."""

from __future__ import annotations

from contextlib import suppress

import streamlit as st

from graph.errors import AccessDenied, GraphloopError
from ui.access.reader_workspace import may
from ui.web.components.sign_in import show_reader, show_sign_in
from ui.web.components.theme import ICON, LOGO, STYLE
from ui.web.components.threads import show_sidebar
from ui.web.navigation import open_navigation, show_place
from ui.web.page_script import PAGE_SCRIPT
from ui.web.session import current_workspace, show_errors
from ui.web.views import page_specs


def main() -> None:
    """Show the page given by the URL."""
    st.set_option("client.showErrorDetails", "none")
    st.set_page_config(page_title="graphloop", page_icon=ICON, layout="wide")
    st.html(STYLE)
    st.html(f"<script>{PAGE_SCRIPT}</script>", unsafe_allow_javascript=True)
    st.logo(LOGO, size="large")
    with show_errors():
        try:
            space = current_workspace()
        except AccessDenied:
            open_navigation(page_specs(), hidden=True)  # keeps the address
            show_sign_in()
            return
        except GraphloopError:  # the page tells of it
            space = None
        specs = {name: spec for name, spec in page_specs().items() if space is None or may(space, spec.role)}
        visit = open_navigation(specs)
        st.set_page_config(page_title=visit.tab_title)
        if space is not None:
            with suppress(GraphloopError):  # the page tells of it
                show_sidebar(space, visit.spec.name == "chat")
                show_reader(space)
        show_place(visit, specs)
        visit.shown.run()


main()
