"""The workspace: what is opened, when, and from which thread."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import SecretStr

from evals.human.feedback import make_feedback
from graph.errors import EmbedderMismatch, SettingsError, UsageError
from graph.types import Filter
from ingest.report import Event, FileFinished
from rag.embed.query_memo import QueryMemo
from rag.types import Question, Turn
from tests.support.servers import Reply, Request, chat, events, scripted
from tests.ui.conftest import KEEPER, LIGHTHOUSE
from ui.asking_stage import watch_stages
from ui.evaluation import EvaluationPlan, start_run
from ui.settings import Settings
from ui.settings_schema import EmbedderSettings, IngestSettings, LLMSettings
from ui.workspace import Workspace


def settings(folder: Path, cache: Path) -> Settings:
    """Settings for a data folder that shares the assembled embedder."""
    folder.mkdir(parents=True)
    (folder / "cache").symlink_to(cache, target_is_directory=True)
    return Settings(data_dir=folder)


@pytest.fixture
def workspace(tmp_path: Path, model_cache: Path) -> Iterator[Workspace]:
    with Workspace(settings(tmp_path / "kept", model_cache)) as opened:
        yield opened


@pytest.fixture
def filled(workspace: Workspace, tmp_path: Path) -> Workspace:
    (tmp_path / "lighthouse.txt").write_text(LIGHTHOUSE)
    (tmp_path / "keepers.md").write_text(KEEPER)
    workspace.ingest([tmp_path / "lighthouse.txt", tmp_path / "keepers.md"])
    return workspace


def test_the_embedder_is_loaded_before_the_search(filled: Workspace) -> None:
    embedder, question = filled.embedder, "Who built the Skerry Light?"
    assert isinstance(embedder, QueryMemo)
    seen: dict[str, bool] = {}
    with watch_stages(lambda stage: seen.update({stage: embedder._vectors.get(question) is not None})):
        filled.ask(Question(question))
    assert seen == {"loading": False, "searching": True, "reading": True}


def test_nothing_is_opened_before_it_is_used(tmp_path: Path) -> None:
    with Workspace(Settings(data_dir=tmp_path / "kept")) as opened:
        assert opened.where == Filter(collection="default")
        assert opened.model() is None
    assert not (tmp_path / "kept").exists()


def test_making_one_imports_nothing_heavy() -> None:
    program = (
        "import sys\nfrom pathlib import Path\nfrom ui.settings import Settings\nfrom ui.workspace import Workspace\n"
        "Workspace(Settings(data_dir=Path('/nowhere')))\n"
        "print([n for n in ('torch', 'spacy', 'streamlit', 'scipy', 'onnxruntime', 'openai') if n in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_files_lie_where_the_layout_says(filled: Workspace) -> None:
    assert filled.threads.list() == []
    names = {path.name for path in filled.settings.data_dir.iterdir()}
    assert {"graph.db", "journal.db", "cache"} <= names
    assert {name.partition("-")[0] for name in names} == {"graph.db", "journal.db", "cache"}
    filled.ask(Question("Who built the Skerry Light in 1874?"))
    assert {path.name.partition("-")[0] for path in filled.cache.glob("*.onnx")} >= {"reader"}


def test_a_part_is_made_once_from_many_threads(filled: Workspace) -> None:
    def parts(_: int) -> tuple[int, ...]:
        found = (filled.store, filled.embedder, filled.retriever("graph"), filled.answerer(), filled.archive)
        return tuple(map(id, found))

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(parts, range(32)))) == 1


def test_questions_from_many_threads_get_their_own_answers(filled: Workspace) -> None:
    wanted = {
        "Who kept the Skerry Light from 1911 to 1938?": "Alasdair Finch",
        "Who built the Skerry Light in 1874?": "Marion Teague",
        "Who designed the harbour of Portmellin?": "Rupert Calloway",
    }
    asked = list(wanted) * 6
    with ThreadPoolExecutor(6) as pool:
        texts = list(pool.map(lambda text: filled.ask(Question(text)).text, asked))
    assert [wanted[question] in text for question, text in zip(asked, texts, strict=True)] == [True] * len(asked)


def test_a_question_is_narrowed_by_where_and_k(filled: Workspace, tmp_path: Path) -> None:
    only = Filter(collection="default", sources=(str(tmp_path / "lighthouse.txt"),))
    answer = filled.ask(Question("Who kept the Skerry Light?"), k=1, retriever="bm25", where=only)
    assert [Path(hit.passage.source).name for hit in answer.hits] == ["lighthouse.txt"]


def test_progress_is_told_as_events(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "lighthouse.txt").write_text(LIGHTHOUSE)
    events: list[Event] = []
    report = workspace.ingest([tmp_path / "lighthouse.txt"], progress=events.append)
    assert report.counts == {"indexed": 1}
    assert [event.outcome.state for event in events if isinstance(event, FileFinished)] == ["indexed"]


def test_the_size_of_passages_is_a_setting(tmp_path: Path, model_cache: Path) -> None:
    (tmp_path / "long.txt").write_text(LIGHTHOUSE * 4)
    longest = {}
    for size in (200, 800):
        own = settings(tmp_path / str(size), model_cache).model_copy(
            update={"ingest": IngestSettings(passage_size=size)}
        )
        with Workspace(own) as opened:
            opened.ingest([tmp_path / "long.txt"])
            longest[size] = max(len(passage.text) for passage in opened.store.passages())
    assert longest[200] <= 200 < longest[800] <= 800


def test_the_limits_of_a_file_are_settings(tmp_path: Path, model_cache: Path) -> None:
    (tmp_path / "large.txt").write_text(LIGHTHOUSE * 100)
    own = settings(tmp_path / "kept", model_cache).model_copy(update={"ingest": IngestSettings(max_megabytes=0.01)})
    with Workspace(own) as opened:
        assert [outcome.reason for outcome in opened.ingest([tmp_path / "large.txt"]).outcomes] == ["too large"]


def test_documents_are_removed_with_what_was_known_from_them(filled: Workspace) -> None:
    filled.remove(list(filled.store.documents(filled.where)))
    about = filled.store.about()
    assert (about.documents, about.passages, about.entities) == (0, 0, 0)
    with pytest.raises(UsageError, match="no documents"):
        filled.ask(Question("Who built it?"))


def test_another_embedder_is_refused_in_words(filled: Workspace, tmp_path: Path) -> None:
    other = filled.settings.model_copy(
        update={"embedder": EmbedderSettings(name="remote", base_url="http://127.0.0.1:9/v1", model="other")}
    )
    with Workspace(other) as opened, pytest.raises(EmbedderMismatch, match=r"MiniLM.*other"):
        opened.ask(Question("Who built it?"))


@pytest.mark.parametrize(("base_url", "model"), [("http://127.0.0.1:9/v1", ""), ("", "tiny")])
def test_half_a_model_is_a_settings_error(tmp_path: Path, base_url: str, model: str) -> None:
    half = Settings(data_dir=tmp_path, llm=LLMSettings(base_url=base_url, model=model))
    with Workspace(half) as opened, pytest.raises(SettingsError, match="is set but"):
        opened.model()


def test_a_model_is_used_when_one_is_set(tmp_path: Path) -> None:
    llm = LLMSettings(base_url="http://127.0.0.1:9/v1", model="tiny", api_key=SecretStr("sk-hush"))
    with Workspace(Settings(data_dir=tmp_path, llm=llm)) as opened:
        model = opened.model()
        assert model is not None
        assert model.name == "tiny"
        assert type(opened.answerer()).__name__ == "ModelAnswerer"
        assert "sk-hush" not in repr(model) + repr(opened.settings)


def test_a_run_of_generated_cases(filled: Workspace) -> None:
    filled.archive.add(filled.generate(4, seed=1))
    steps: list[tuple[int, int]] = []
    run = start_run(
        filled, EvaluationPlan(name="one", retriever="hybrid", k=2), lambda done, total: steps.append((done, total))
    )
    assert len(run.results) == len(filled.archive.cases())
    assert dict(run.settings)["retriever"] == "hybrid"
    assert all(result.answer and len(result.answer.hits) <= 2 for result in run.results)
    assert steps[-1] == (len(run.results), len(run.results))


def test_feedback_and_threads_are_kept_beside_one_another(filled: Workspace) -> None:
    answer = filled.ask(Question("Who built the Skerry Light in 1874?"))
    thread = filled.threads.create("lights")
    filled.threads.append(thread, "Who built it?", answer)
    filled.feedback.add(make_feedback("Who built it?", answer, "up", thread_id=thread))
    with Workspace(filled.settings) as again:
        assert again.threads.turns(thread)[0].answer.text == answer.text
        assert again.feedback.list()[0].thread_id == thread


def test_a_closed_workspace_opens_again_when_used(filled: Workspace) -> None:
    before = filled.store.about().documents
    filled.close()
    assert filled.store.about().documents == before


def test_the_model_rewrites_what_refers_back_before_it_answers(filled: Workspace) -> None:
    history = (Turn("user", "Who built the Skerry Light?"), Turn("assistant", "Ada Marr built it [1]."))
    rewrite = "When did Ada Marr build the Skerry Light?"

    def reply(request: Request) -> Reply:
        if request.body.get("stream"):
            return Reply(body=events("In 1874 [1]."), kind="text/event-stream")
        return Reply(body=chat(rewrite))

    with scripted(reply) as server:
        llm = LLMSettings(base_url=server.url, model="m")
        with Workspace(filled.settings.model_copy(update={"llm": llm})) as opened:
            assert opened.rewriter()(Question("When did she build it?", history)) == rewrite
            opened.ask(Question("When did she build it?", history))
            opened.ask(Question("Who built the Skerry Light?"))
    assert [bool(request.body.get("stream")) for request in server.requests] == [False, False, True, True]
    assert filled.rewriter()(Question("When did she build it?", history)) == ""
