"""What judging costs, and whether a killed run comes out the same: `python -m tests.bench.eval_run [--json] [COUNT]`.

COUNT cases (1,000) are generated over HotpotQA's corpus, or fewer over the bundled samples where it is absent;
graph retrieval and the offline answerer answer them once, which is timed apart. Then every offline metric judges these
answers in a run with two workers, each result saved. The same run is begun again in processes of their own that are
killed at random moments until one ends: its results must be those of the undisturbed run, byte for byte.
Exit code 4 when judging takes more than 60 s of two processors, or a resumed run differs.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from evals.archive import Archive
from evals.jsonl import to_json
from evals.metric import Metric
from evals.metrics import build_metrics, select_metrics
from evals.runner import Ask, resume_run
from evals.types import Case, Judge, Run, Score
from rag.embed.minilm import MiniLM
from rag.types import Answer
from tests.support.shared import DATA
from ui.evaluation import EvaluationPlan, start_run
from ui.samples.questions import SAMPLE_DOCUMENTS
from ui.settings import Settings
from ui.workspace import Workspace

MOST_SECONDS = 60.0
KILLS, SEED = 6, 3
QUICK = "retrieval_recall"


class Timed:
    """A metric that counts the seconds it takes; what two metrics share is paid by the first that asks."""

    def __init__(self, metric: Metric) -> None:
        self.name = metric.name
        self.judge: Judge = metric.judge
        self.seconds = 0.0
        self._metric = metric
        self._lock = threading.Lock()

    def __call__(self, case: Case, answer: Answer) -> Score:
        began = time.perf_counter()
        score = self._metric(case, answer)
        took = time.perf_counter() - began
        with self._lock:
            self.seconds += took
        return score


@dataclass(frozen=True, slots=True)
class Judging:
    """A judged run, what it took, and the seconds of each metric in both workers together."""

    run: Run
    seconds: float
    cpu: float
    each: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """`judging` is wall-clock seconds, `judging_cpu` processor seconds of all threads, `each` seconds by metric.

    `kept` are the results that each killed process left behind, `differ` the questions whose results are not those of
    the undisturbed run.
    """

    cases: int
    metrics: int
    asking: float
    asking_cpu: float
    judging: float
    judging_cpu: float
    each: tuple[tuple[str, float], ...]
    kept: tuple[int, ...]
    differ: tuple[str, ...]

    @property
    def good(self) -> bool:
        """Two processors give two seconds of work a second, whatever else runs on them now."""
        return not self.differ and self.judging_cpu / 2 <= MOST_SECONDS


def answered(folder: Path, count: int) -> tuple[float, float]:
    """Ask all cases once; wall-clock and processor seconds."""
    corpus = DATA / "retrieval" / "hotpotqa_dev200" / "corpus.json"
    with Workspace(Settings(data_dir=folder)) as workspace:
        workspace.ingest([corpus if corpus.exists() else SAMPLE_DOCUMENTS])
        workspace.archive.add(workspace.generate(count))
        began, worked = time.perf_counter(), cpu()
        start_run(workspace, EvaluationPlan("asked", metrics=(QUICK,)), lambda done, total: None)
        return time.perf_counter() - began, cpu() - worked


def known_answers(run: Run) -> Ask:
    """A system that says again what it said in the run."""
    answers: dict[str, Answer] = {result.case.question: result.answer for result in run.results if result.answer}
    return answers.__getitem__


def judged(folder: Path, name: str) -> Judging:
    """A run over the known answers by every offline metric, begun or taken up."""
    archive = Archive(folder / "journal.db")
    asked = archive.load("asked")
    metrics = [Timed(metric) for metric in select_metrics(build_metrics(MiniLM(folder / "cache")))]
    began = [run for run in archive.runs() if run.name == name]
    run_id = began[0].id if began else archive.create(name, [result.case for result in asked.results]).id
    clock, worked = time.perf_counter(), cpu()
    run = resume_run(archive, run_id, known_answers(asked), metrics, workers=2)
    figures = time.perf_counter() - clock, cpu() - worked
    archive.close()
    return Judging(run, *figures, tuple((metric.name, round(metric.seconds, 2)) for metric in metrics))


def cpu() -> float:
    """Seconds of processor time of all threads of this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def killed(folder: Path, count: int) -> tuple[Run, list[int]]:
    """The run after processes that were killed at random moments, and how many results each left."""
    chance = random.Random(SEED)
    command = [sys.executable, "-m", "tests.bench.eval_run", "--go-on", str(folder)]
    kept = []
    archive = Archive(folder / "journal.db")
    for _ in range(KILLS):
        known = _asked(archive)
        wanted = known + chance.randrange(1, max(2, (count - known) // 2))
        process = subprocess.Popen(command)
        while process.poll() is None and _asked(archive) < wanted:
            time.sleep(0.02)
        time.sleep(chance.random() / 10)  # anywhere within the work on a case, not only after one is saved
        process.kill()
        process.wait()
        kept.append(_asked(archive))
    archive.close()
    return judged(folder, "killed").run, kept


def _asked(archive: Archive) -> int:
    return sum(run.asked for run in archive.runs() if run.name == "killed")


def measured(folder: Path, count: int) -> Figures:
    """All figures, with everything kept in the folder."""
    asking = answered(folder, count)
    whole = judged(folder, "whole")
    results = whole.run.results
    again, kept = killed(folder, len(results))
    pairs = zip(results, again.results, strict=True)
    differ = [one.case.question for one, other in pairs if to_json(one) != to_json(other)]
    took = whole.seconds, whole.cpu
    return Figures(len(results), len(whole.each), *asking, *took, whole.each, tuple(kept), tuple(differ))


def show(found: Figures, as_json: bool) -> None:
    """Print the figures."""
    if as_json:
        print(json.dumps(asdict(found)))
        return
    print(f"{found.cases} cases asked in {found.asking:.1f} s ({found.asking_cpu:.1f} s of processor time)")
    told = f"{found.judging:.1f} s ({found.judging_cpu:.1f} s of processor time, {found.judging_cpu / 2:.1f} s on two)"
    print(f"judged by {found.metrics} offline metrics in {told}; bar {MOST_SECONDS:.0f} s on two processors")
    for name, seconds in sorted(found.each, key=lambda one: -one[1]):
        print(f"  {name:24} {seconds:6.2f} s")
    print(f"{len(found.kept)} processes killed, with {', '.join(map(str, found.kept))} results kept after each")
    told = f"differs on {len(found.differ)} cases, the first: {found.differ[0]}" if found.differ else "is the same"
    print(f"the resumed run {told}")


def main(arguments: list[str]) -> int:
    """Measure, print, and return the exit code."""
    if arguments[:1] == ["--go-on"]:
        judged(Path(arguments[1]), "killed")
        return 0
    counts = [int(one) for one in arguments if one.isdigit()]
    with tempfile.TemporaryDirectory() as folder:
        found = measured(Path(folder), *(counts or [1000]))
    show(found, "--json" in arguments)
    return 0 if found.good else 4


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
