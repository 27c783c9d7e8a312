"""The example of docs/packages.md, run as it stands."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import openai
import pytest
from langchain_openai import ChatOpenAI
from pydantic import SecretStr

from tests.support.servers import Reply, Request, chat, events, scripted
from tests.ui.conftest import LIGHTHOUSE
from ui.settings import load_settings
from ui.workspace import Workspace

DOCS = Path(__file__).parents[3] / "docs" / "packages.md"


def said(request: Request) -> Reply:
    pieces = ("The Skerry Light was built ", "in 1874 [1].")
    streamed = Reply(body=events(*pieces), kind="text/event-stream")
    return streamed if request.body.get("stream") else Reply(body=chat("In 1874."))


def test_the_example_works(
    tmp_path: Path, model_cache: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (example,) = re.findall(r"^```python\n(.*?)^```", DOCS.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    data = tmp_path / "kept"
    data.mkdir()
    (data / "cache").symlink_to(model_cache, target_is_directory=True)
    (tmp_path / "lighthouse.txt").write_text(LIGHTHOUSE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GRAPHLOOP_DATA_DIR", str(data))
    with Workspace(load_settings()) as workspace:
        workspace.ingest([tmp_path / "lighthouse.txt"])
    with scripted(said) as server, openai.DefaultHttpxClient() as client:
        names: dict[str, Any] = {
            "chat_model": ChatOpenAI(base_url=server.url, model="m", api_key=SecretStr("k"), http_client=client)
        }
        exec(example, names)
        names["workspace"].close()
    first, second = capsys.readouterr().out.splitlines()
    assert first == "In 1874."
    assert second.startswith("The Skerry Light was built in 1874 [1]. (Citation(marker=1")
    assert "verified=True" in second
    assert LIGHTHOUSE.split("\n")[0] in str(server.requests[0].body)
