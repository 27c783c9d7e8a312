"""Questions that went wrong for people, and what is right: `python -m tests.bench.ask_cases DIR [NAMES...] [--json]`.

DIR is laid out as `cases/ask`: NN.json says what a user does, docs/ what is ingested. Every case goes through the
product with the default settings, cases of the kind m with a scripted server as the language model. Evidence without a
short answer is right where it shows the right sentence. Exit code 1 if fewer than 95% pass.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from tests.bench.ask_case import AskCase, CaseOutcome, CaseWorkspaces
from tests.bench.ask_endpoints import ENDPOINTS, check_endpoint
from tests.bench.ask_evaluations import EVALUATIONS, check_evaluation
from tests.bench.ask_offline import OFFLINE, check_offline
from ui.models import open_embedder
from ui.settings import Settings

LEAST_PASSED = 0.95


def read_cases(directory: Path, names: Sequence[str] = ()) -> list[AskCase]:
    """Return the cases of a folder in order; only those of these names, if any are given."""
    paths = [path for path in sorted(directory.glob("*.json")) if not names or path.stem in names]
    return [AskCase.model_validate_json(path.read_text(encoding="utf-8")) for path in paths]


def run_case(case: AskCase, workspaces: CaseWorkspaces) -> CaseOutcome:
    """Check a case; one that nothing checks fails."""
    if case.id in OFFLINE:
        return check_offline(case, workspaces)
    if case.id in ENDPOINTS:
        return check_endpoint(case, workspaces)
    if case.id in EVALUATIONS:
        return check_evaluation(case, workspaces)
    return CaseOutcome(case.id, ("nothing checks this case",))


def show(outcome: CaseOutcome) -> None:
    """Print a case as a line, then what is wrong and what was shown."""
    print(f"{outcome.id:5} {'pass' if outcome.passed else 'fail'}", flush=True)
    for fault in outcome.faults:
        print(f"      fault: {fault}")
    for shown in outcome.shown:
        print(f"      shown: {shown}")


def main(arguments: Sequence[str]) -> int:
    """Check every case, print, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path, metavar="DIR")
    parser.add_argument("names", nargs="*", help="only these cases")
    parser.add_argument("--json", action="store_true", help="one object a line")
    options = parser.parse_args(arguments)
    outcomes: list[CaseOutcome] = []
    with tempfile.TemporaryDirectory() as folder:
        embedder = open_embedder(Settings(), Path(folder) / "cache")
        workspaces = CaseWorkspaces(options.directory.resolve() / "docs", Path(folder), embedder)
        for case in read_cases(options.directory, options.names):
            outcome = run_case(case, workspaces)
            outcomes.append(outcome)
            if options.json:
                print(json.dumps(asdict(outcome) | {"passed": outcome.passed}, ensure_ascii=False), flush=True)
            else:
                show(outcome)
    passed = sum(outcome.passed for outcome in outcomes)
    if not options.json:
        print(f"{passed} of {len(outcomes)} pass")
    return int(not outcomes or passed < LEAST_PASSED * len(outcomes))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
