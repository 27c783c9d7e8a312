from __future__ import annotations

import pytest

from ui.settings import Settings
from ui.tuned_models import ORIGINAL, TunedModels
from ui.web.session import current_workspace, set_flags


def test_the_pages_go_over_to_the_version_in_use(two_versions: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Graph and embedder of a workspace stay those of one version."""
    monkeypatch.setattr("ui.web.session._flags", {})
    set_flags(two_versions.data_dir, None)
    first, models = current_workspace(), TunedModels(two_versions)
    models.use("v1")
    second = current_workspace()
    assert (first.version, second.version) == (ORIGINAL, "v1")
    document = next(first.store.documents()).id
    first.store.replace(document, None)
    assert document in {one.id for one in second.store.documents()}
    models.roll_back()
    assert current_workspace() is first
    for workspace in (first, second):
        workspace.close()
