"""Accessibility findings of axe-core in an open page."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

AXE_VERSION = "4.14.1"
MISSING = "SKIPPED: no axe-core; tests/tools/axe.sh downloads it through npm"
SEVERE = ("serious", "critical")

_RUN = """async () => {
    const found = await axe.run(document, {resultTypes: ["violations"], preload: false});
    return found.violations.flatMap((rule) => rule.nodes.map((node) => ({
        rule: rule.id, impact: node.impact ?? rule.impact ?? "", target: node.target.flat().join(" "),
        html: node.html.slice(0, 300), why: (node.failureSummary ?? "").slice(0, 400)
    })));
}"""


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that an element breaks, how bad that is, and where it is."""

    rule: str
    impact: str
    target: str
    html: str
    why: str


def axe_script() -> Path | None:
    """The downloaded script; None without it."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    file = cache / "graphloop-tests" / f"axe-core-{AXE_VERSION}" / "axe.min.js"
    return file if file.is_file() else None


def find_severe(page: Page, script: str) -> list[Finding]:
    """Serious and critical findings in the page as it is now."""
    page.evaluate(script)
    found = [Finding(**one) for one in page.evaluate(_RUN)]
    return [one for one in found if one.impact in SEVERE]
