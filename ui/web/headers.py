"""Security headers of the pages' server: no other hosts, frames, MIME sniffing or referrers."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache

from ui.web.index_page import index_page
from ui.web.page_script import PAGE_SCRIPT

_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)

Headers = list[tuple[bytes, bytes]]

_ALWAYS: Headers = [
    (b"x-frame-options", b"DENY"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
]
_NOTHING = b"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def closed_headers() -> Headers:
    """Return the headers of a response without content: nothing may be loaded or run."""
    return [*_ALWAYS, (b"content-security-policy", _NOTHING), (b"cache-control", b"no-store")]


def page_headers(host: str) -> Headers:
    """Return the headers of a page served as `host`, such as `127.0.0.1:8501`: nothing from any other host."""
    return [*_ALWAYS, (b"content-security-policy", _policy(host).encode("latin-1"))]


@cache
def _policy(host: str) -> str:
    scripts = " ".join(f"'sha256-{digest}'" for digest in _inline_scripts())
    rules = {
        "default-src": "'self'",
        "script-src": f"'self' {scripts}",
        # Streamlit's interface writes its styles into the page while it runs.
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "media-src": "'self' blob:",
        # Some browsers do not count the websocket as the page's own host.
        "connect-src": f"'self' ws://{host} wss://{host}",
        "worker-src": "'self' blob:",
        "frame-src": "'none'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


@cache
def _inline_scripts() -> tuple[str, ...]:
    """Return the base64 SHA-256 digests of the pages' own script and those of the document that they open with."""
    scripts = (PAGE_SCRIPT, *_INLINE_SCRIPT.findall(index_page()))
    digests = (hashlib.sha256(script.encode()).digest() for script in scripts)
    return tuple(base64.b64encode(digest).decode() for digest in digests)
