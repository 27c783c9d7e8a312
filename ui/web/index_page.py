"""The document that each address of a page opens: Streamlit's own, which here names the server it belongs to.

Otherwise it looks for the server below the page's address first, and the browser's console shows what it misses there.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

SERVER_SCRIPT = 'window.__streamlit = {BACKEND_BASE_URL: location.origin + "/"}'


@cache
def index_page() -> str:
    """Return the document as HTML."""
    from streamlit.file_util import get_static_dir

    page = Path(get_static_dir(), "index.html").read_text(encoding="utf-8")
    return page.replace("<head>", f"<head><script>{SERVER_SCRIPT}</script>", 1)


def is_page_address(path: str) -> bool:
    """Return whether a path is the address of a page, and not that of a file."""
    return "." not in path.rpartition("/")[2]
