"""Models are opened by the names that the settings give, those of installed packages among them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from graph.errors import SettingsError, UsageError
from rag.embed.embedders import embedder_specs
from rag.llm.openai import OpenAIModel
from rag.llm.providers import provider_specs, require_provider
from tests.support.command import Home, is_one_fault
from tests.support.distributions import write_distribution
from ui.models import open_embedder, open_model
from ui.settings import Settings
from ui.settings_schema import EmbedderSettings, LLMSettings

ANSWER = "Marion Teague built it in 1874 [1]."
ECHO = f"""
from rag.llm.protocol import Completion
from rag.llm.spec import ProviderSpec

class Echo:
    def __init__(self, options):
        self.name, self.key = options.model, options.api_key

    def complete(self, messages, schema=None, options=None):
        return Completion("ready", self.name)

    def stream(self, messages, options=None):
        yield {ANSWER!r} if self.key else "no key"
        return Completion({ANSWER!r}, self.name)

PROVIDER = ProviderSpec("echo", "always the same answer", Echo, needs_address=False)
"""
HASHED = """
from rag.embed.spec import EmbedderSpec

def open_hashed(options):
    from tests.support.hashed import Hashed

    return Hashed()

EMBEDDER = EmbedderSpec("hashed", "words counted by their digests", open_hashed)
"""


def test_the_provider_of_endpoints_is_found_by_its_name() -> None:
    assert "openai" in provider_specs()
    own = LLMSettings(base_url="http://127.0.0.1:9/v1", model="m")
    assert isinstance(open_model(Settings(llm=own)), OpenAIModel)
    with pytest.raises(UsageError, match=r"no model provider 'papyrus' \(choose from .*openai"):
        require_provider("papyrus")


@pytest.mark.parametrize(
    ("own", "missing"),
    [(LLMSettings(model="m"), "llm.base_url"), (LLMSettings(base_url="http://127.0.0.1:9"), "llm.model")],
)
def test_half_of_an_endpoint_is_told(own: LLMSettings, missing: str) -> None:
    with pytest.raises(SettingsError, match=f"is set but {missing} is not"):
        open_model(Settings(llm=own))


@pytest.fixture
def echo(tmp_path: Path) -> dict[str, str]:
    """The environment of a machine on which somebody's provider is installed."""
    site = write_distribution(tmp_path / "site", "echo_llm", ECHO, "graphloop.llm_providers", "PROVIDER")
    return {"PYTHONPATH": str(site)}


def test_an_installed_package_brings_a_provider(empty: Home, echo: dict[str, str]) -> None:
    (empty.folder / "reef.txt").write_text("The Skerry Light was built in 1874 by Marion Teague.")
    for key, value in (("provider", "echo"), ("api_key", "sk-of-echo"), ("model", "parrot")):
        ran = empty.run("config", "set", f"llm.{key}", value, more=echo)
        assert (ran.code, ran.err) == (0, "")
    tried = empty.run("config", "test", more=echo)
    assert tried.out.startswith("parrot answered 'ready'"), tried
    found = {one["what"]: one for one in empty.run("doctor", "--json", more=echo).data}["model"]
    assert (found["state"], found["detail"]) == ("ok", "parrot at echo")
    assert empty.run("ingest", "reef.txt", more=echo).code == 0
    assert ANSWER in empty.run("ask", "Who built the Skerry Light?", more=echo).out
    is_one_fault(empty.run("ask", "Who?"), 2, "llm.provider", "no model provider 'echo'; choose from local, openai")


def test_a_key_without_an_address_goes_to_no_other_provider(empty: Home, echo: dict[str, str]) -> None:
    for key, value in (("provider", "echo"), ("api_key", "sk-of-echo")):
        assert empty.run("config", "set", f"llm.{key}", value, more=echo).code == 0
    shown = empty.run("config", "show", "--json", more=echo | {"GRAPHLOOP_LLM__PROVIDER": "openai"})
    assert {row["key"]: row["value"] for row in shown.data["settings"]}["llm.api_key"] == ""
    assert "llm.api_key was set for echo and is not sent to openai" in shown.err
    gone = empty.run("config", "set", "llm.provider", "openai", more=echo)
    assert "llm.api_key belonged to the previous address" in gone.err
    assert "sk-of-echo" not in (empty.data / "graphloop.toml").read_text()


@pytest.fixture
def hashed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A distribution of someone else that brings an embedder."""
    site = write_distribution(tmp_path / "site", "hashed_embedder", HASHED, "graphloop.embedders", "EMBEDDER")
    monkeypatch.syspath_prepend(str(site))
    embedder_specs.cache_clear()
    yield
    embedder_specs.cache_clear()


def test_an_installed_package_brings_an_embedder(hashed: None, tmp_path: Path) -> None:
    own = Settings(data_dir=tmp_path, embedder=EmbedderSettings(name="hashed"))
    assert open_embedder(own, tmp_path).embed(["a lamp"]).shape == (1, 384)


def test_the_key_of_a_model_is_for_the_embedder_at_its_address_alone(tmp_path: Path) -> None:
    llm = LLMSettings(base_url="http://127.0.0.1:9/v1", model="m", api_key=SecretStr("sk-own"))
    for address, key in (("", "sk-own"), ("http://127.0.0.1:9/other", "sk-own"), ("http://127.0.0.1:10/v1", "")):
        own = Settings(llm=llm, embedder=EmbedderSettings(name="remote", model="e", base_url=address))
        remote = vars(open_embedder(own, tmp_path))["_embedder"]
        assert vars(remote)["_api_key"] == key
