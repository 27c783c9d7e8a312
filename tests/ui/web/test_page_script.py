"""The pages' own script is the only one that they add, and it is allowed by its hash."""

from __future__ import annotations

import base64
import hashlib

from ui.web.headers import page_headers
from ui.web.page_script import ASKED_ID, PAGE_SCRIPT


def test_the_policy_allows_this_very_script() -> None:
    digest = base64.b64encode(hashlib.sha256(PAGE_SCRIPT.encode()).digest()).decode()
    policy = dict(page_headers("127.0.0.1:8501"))[b"content-security-policy"].decode()
    assert f"'sha256-{digest}'" in policy
    assert f"[id^={ASKED_ID}]" in PAGE_SCRIPT
    assert "</script" not in PAGE_SCRIPT
