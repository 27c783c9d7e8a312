"""The pages as one Streamlit application; `graphloop ui` starts it."""

from __future__ import annotations

import streamlit as st

from ui.web.components.theme import ICON, LOGO, STYLE
from ui.web.session import show_errors
from ui.web.views import arena, cards, chat, documents, errors, evals, feedback, graph, label, settings


def main() -> None:
    """Show the page given by the URL."""
    st.set_option("client.showErrorDetails", "none")
    st.set_page_config(page_title="graphloop", page_icon=ICON, layout="wide")
    st.html(STYLE)
    st.logo(LOGO, size="large")
    pages = {
        "chat": st.Page(chat.page, title="Chat", icon=":material/chat:", url_path="chat", default=True),
        "documents": st.Page(documents.page, title="Documents", icon=":material/description:", url_path="documents"),
        "graph": st.Page(graph.page, title="Graph", icon=":material/hub:", url_path="graph"),
        "evals": st.Page(evals.page, title="Evaluations", icon=":material/monitoring:", url_path="evals"),
        "errors": st.Page(errors.page, title="Errors", icon=":material/error:", url_path="errors"),
        "label": st.Page(label.page, title="Label", icon=":material/checklist:", url_path="label"),
        "arena": st.Page(arena.page, title="Arena", icon=":material/compare_arrows:", url_path="arena"),
        "metrics": st.Page(cards.page, title="Metrics", icon=":material/straighten:", url_path="metrics"),
        "feedback": st.Page(feedback.page, title="Feedback", icon=":material/thumbs_up_down:", url_path="feedback"),
        "settings": st.Page(settings.page, title="Settings", icon=":material/settings:", url_path="settings"),
    }
    st.session_state["pages"] = pages
    chosen = st.navigation(list(pages.values()))
    with show_errors():
        chosen.run()


main()
