"""axe-core in every place, light and dark: no serious or critical finding."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import MISSING, Finding, axe_script, find_severe
from tests.browser.application import visiting
from tests.browser.test_documents import open_first
from tests.browser.test_doors import QUALITY
from tests.browser.test_hostile import with_document
from tests.browser.test_journey import ask, turn_to
from tests.support.command import Home
from tests.ui.cli.test_eval_label import with_run
from tests.ui.web.across.test_people import with_another

pytestmark = pytest.mark.browser

STREAMLIT = (
    # The line in st.metric: Vega calls its points images and gives them no name; the value stands beside it as text.
    ("svg-img-alt", ".metric_chart"),
)
"""Rules, and the start of the elements of Streamlit's own that break them where the application cannot reach them."""

CONTENT = "[data-testid=stHeading], [data-testid=stChatMessage]"


def test_no_place_has_a_serious_finding_in_light_or_dark(page: Page, fresh: Home) -> None:
    file = axe_script()
    if file is None:
        pytest.skip(MISSING)
    script = file.read_text(encoding="utf-8")
    with visiting(page, with_another(with_run(with_document(fresh)))):
        ask(page, "How much water does the Quarry Lake hold?")
        expect(page.get_by_role("radio", name="Thumbs down")).to_be_visible()
        page.get_by_role("radio", name="Thumbs down").click()
        expect(page.get_by_role("button", name="Save", exact=True)).to_be_visible()
        page.locator("[class*=st-key-cite] button").first.click()
        expect(page.locator(".st-key-source mark").first).to_be_visible()
        found = []
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            for name in ("Chat", "Documents", "Graph", "Merges", "Settings", "Quality", *QUALITY):
                turn_to(page, name)
                expect(page).to_have_title(f"{name} · graphloop")
                expect(page.locator(CONTENT).first).to_be_visible()
                page.wait_for_timeout(500)
                found += [f"{name}, {scheme}: {one}" for one in find_severe(page, script) if not is_streamlit(one)]
                if name == "Documents":
                    open_first(page)
                    expect(page.locator(".gl-document")).to_be_visible()
                    page.wait_for_timeout(500)
                    found += [f"opened, {scheme}: {one}" for one in find_severe(page, script) if not is_streamlit(one)]
    assert not found, "\n".join(found)


def is_streamlit(finding: Finding) -> bool:
    """Whether a finding is one of those that the application cannot mend."""
    return any(finding.rule == rule and finding.target.startswith(start) for rule, start in STREAMLIT)
