"""How often the gate cries wolf, and how often it sees one: `python -m tests.bench.gate [--runs A.jsonl B.jsonl]`.

Two real systems (graph and rrf retrieval, the offline answerer) answer generated cases over a corpus: HotpotQA's where
it is there, else the bundled samples; or two runs are read that `graphloop eval save` wrote. Their scores, case by
case, are resampled to 300 cases, and the gate holds one run of equals against the other 600 times a kind of noise:

  two systems     a coin says which of the two real answers to a case is whose: two different, equally good systems
  n% redrawn      each run draws n% of its scores anew from the scores of all cases, as a model that samples does
  mean of 3       10% redrawn, three runs a side averaged
  unrelated       every score of both runs is drawn anew: noise that pairing can do nothing about

Then, 200 times, one side is made 5 points worse in truth: answers lost (each scores 0 with one small chance) or blunted
(each scores a little less). `level` is the share of false alarms without a least drop, the test alone. `could` is the
share that a one-sided z-test at the same level would catch if it knew how much differences spread: what is lost to it
is lost to noise. Exit code 4 when the gate by its default rules cries wolf in more than 7% of any row, or misses more
than one drop in ten where nineteen of twenty could be caught.
"""

from __future__ import annotations

import json
import math
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import NormalDist

import numpy as np

from evals.bootstrap import Values
from evals.comparison.gate import GateLine, GateRules, MetricLimit, average_runs, check_gate
from evals.comparison.paired import list_measures, measure_column, pair_runs
from evals.runfile import read_run
from evals.types import Case, Result, Run, Score
from tests.shared import DATA
from ui.evaluation import EvaluationPlan, start_run
from ui.samples.questions import SAMPLE_DOCUMENTS
from ui.settings import Settings
from ui.workspace import Workspace

METRICS = ("exact_match", "token_f1", "answer_correctness")
CASES, EQUALS, DROPS, DROP, SAMPLES = 300, 600, 200, 0.05, 2000
MOST_FALSE, LEAST_CAUGHT, TELLING = 0.07, 0.9, 0.95

Draw = Callable[[np.random.Generator], tuple[Values, Values]]


@dataclass(frozen=True, slots=True)
class Row:
    """Rates over all simulations: false alarms of the test alone and of the gate, and true drops caught.

    `changed` is the mean share of cases on which two runs of equals differ, `spread` the standard deviation of their
    differences.
    """

    metric: str
    noise: str
    changed: float
    spread: float
    level: float
    false_alarms: float
    lost_caught: float
    lost_could: float
    blunted_caught: float
    blunted_could: float

    @property
    def good(self) -> bool:
        drops = ((self.lost_caught, self.lost_could), (self.blunted_caught, self.blunted_could))
        return self.false_alarms <= MOST_FALSE and all(
            caught >= LEAST_CAUGHT or could < TELLING for caught, could in drops
        )


def real_runs() -> tuple[Run, Run]:
    """Two systems' runs over the same generated cases."""
    corpus = DATA / "retrieval" / "hotpotqa_dev200" / "corpus.json"
    with tempfile.TemporaryDirectory() as folder, Workspace(Settings(data_dir=Path(folder))) as workspace:
        workspace.ingest([corpus if corpus.exists() else SAMPLE_DOCUMENTS])
        workspace.archive.add(workspace.generate(CASES))
        runs = [
            start_run(workspace, EvaluationPlan(name, name, metrics=METRICS), lambda done, total: None)
            for name in ("graph", "rrf")
        ]
    return runs[0], runs[1]


def as_run(name: str, values: Values) -> Run:
    """A run whose every case has one score."""
    results = [
        Result(Case(str(place), "", "x"), None, (Score("m", "offline", float(value)),))
        for place, value in enumerate(values)
    ]
    return Run(name, "", name, (), tuple(results))


def two_systems(a: Values, b: Values) -> Draw:
    """Real pairs, drawn with replacement, the sides of each by a coin."""

    def draw(chance: np.random.Generator) -> tuple[Values, Values]:
        picked = chance.integers(0, len(a), CASES)
        swap = chance.random(CASES) < 0.5
        return np.where(swap, b[picked], a[picked]), np.where(swap, a[picked], b[picked])

    return draw


def redrawn(a: Values, share: float) -> Draw:
    """One system's scores, a share of them drawn anew in each of the two runs."""

    def draw(chance: np.random.Generator) -> tuple[Values, Values]:
        base = a[chance.integers(0, len(a), CASES)]
        return one_redrawn(a, base, share, chance), one_redrawn(a, base, share, chance)

    return draw


def one_redrawn(a: Values, base: Values, share: float, chance: np.random.Generator) -> Values:
    """The base scores with a share of them drawn anew."""
    return np.where(chance.random(CASES) < share, a[chance.integers(0, len(a), CASES)], base)


def mean_of(a: Values, share: float, count: int) -> Draw:
    """As `redrawn`, each side the mean of several runs as the gate makes it."""

    def draw(chance: np.random.Generator) -> tuple[Values, Values]:
        base = a[chance.integers(0, len(a), CASES)]
        sides = []
        for _ in range(2):
            runs = [as_run(str(i), one_redrawn(a, base, share, chance)) for i in range(count)]
            sides.append(np.array([result.scores[0].value for result in average_runs(runs).results], dtype=np.float64))
        return sides[0], sides[1]

    return draw


def lost(values: Values, chance: np.random.Generator, mean: float) -> Values:
    """Each answer scores 0 with a chance that takes 5 points off the mean."""
    return np.where(chance.random(len(values)) < DROP / mean, 0.0, values)


def blunted(values: Values, chance: np.random.Generator, mean: float) -> Values:
    """Each answer scores up to twice as much less, as chance has it, as takes 5 points off the mean."""
    return values * (1 - 2 * chance.random(len(values)) * DROP / mean)


def could(drop: Values) -> float:
    """The power of a one-sided z-test of DROP at the gate's level, for differences that spread like these."""
    standard = NormalDist()
    return standard.cdf(DROP * math.sqrt(len(drop)) / float(drop.std()) - standard.inv_cdf(1 - GateRules().level))


def held(a: Values, b: Values, seed: int) -> GateLine:
    """What the gate says of b by its default rules."""
    return check_gate(as_run("a", a), as_run("b", b), GateRules(limits=(MetricLimit("m"),)), SAMPLES, seed).lines[0]


def measured(metric: str, noise: str, draw: Draw, mean: float) -> Row:
    """One row: simulated runs of equals, and runs with a true drop."""
    chance = np.random.default_rng(17)
    equals, drops = np.zeros(4), np.zeros(4)
    for time in range(EQUALS):
        a, b = draw(chance)
        line = held(a, b, time)
        equals += (float((a != b).mean()), float((a - b).std()), line.corrected < GateRules().level, line.failed)
        if time < DROPS:
            for place, worse in enumerate((lost, blunted)):
                dropped = worse(b, chance, mean)
                drops[2 * place : 2 * place + 2] += held(a, dropped, time).failed, could(a - dropped)
    return Row(metric, noise, *(equals / EQUALS), *(drops / DROPS))


def rows(first: Run, second: Run) -> list[Row]:
    """All rows over the scores that both runs have."""
    found = []
    pairs = pair_runs(first, second).pairs
    for measure in (one for one in list_measures(pairs) if one.metric in METRICS):
        scores = measure_column(measure, pairs)
        mean = float(scores.a.mean())
        noises: dict[str, Draw] = {"two systems": two_systems(scores.a, scores.b)}
        noises |= {f"{share:.0%} redrawn": redrawn(scores.a, share) for share in (0.05, 0.1, 0.2)}
        noises |= {"mean of 3": mean_of(scores.a, 0.1, 3), "unrelated": redrawn(scores.a, 1.0)}
        found += [measured(measure.metric, noise, draw, mean) for noise, draw in noises.items()]
    return found


def show(found: Sequence[Row], first: Run, as_json: bool) -> None:
    """Print a line for each row."""
    if as_json:
        for row in found:
            print(json.dumps(asdict(row)))
        return
    print(f"{len(first.results)} real cases resampled to {CASES}")
    print(f"a row: {EQUALS} times equals, {DROPS} drops of {DROP:.0%}, lost or blunted")
    print(
        f"{'metric':20}{'noise':14}{'changed':>8}{'spread':>8}{'level':>8}{'false':>8}{'lost':>8}{'could':>8}{'blunted':>9}{'could':>8}"
    )
    for row in found:
        figures = f"{row.changed:8.1%}{row.spread:8.3f}{row.level:8.1%}{row.false_alarms:8.1%}"
        caught = f"{row.lost_caught:8.1%}{row.lost_could:8.1%}{row.blunted_caught:9.1%}{row.blunted_could:8.1%}"
        print(f"{row.metric:20}{row.noise:14}{figures}{caught}")


def main(arguments: list[str]) -> int:
    """Measure, print, and return the exit code."""
    place = arguments.index("--runs") if "--runs" in arguments else -1
    files = [Path(one) for one in arguments[place + 1 : place + 3]] if place >= 0 else []
    first, second = (read_run(files[0]), read_run(files[1])) if files else real_runs()
    found = rows(first, second)
    show(found, first, "--json" in arguments)
    return 0 if all(row.good for row in found) else 4


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
