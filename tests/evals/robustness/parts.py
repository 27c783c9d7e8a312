"""Cases with what was found for them, and the material that suites make trials from."""

from __future__ import annotations

from evals.robustness.types import BaselineAnswer, Material
from evals.types import Case, Gold
from graph.types import Passage
from rag.llm.protocol import LanguageModel
from rag.types import Answer, Hit
from tests.evals.parts import passage

LIGHT = passage(
    "The lighthouse at Skerry Point was finished in 1874. Its lamp was lit by Emily Brodie for 31 years. "
    "She was a British engineer and the daughter of a pilot.",
    "Skerry Point",
)
BAKERY = passage("The bakery on Mill Lane opens at six. It was founded by Robert Sinclair in 1921.", "Mill Lane")
BRIDGE = passage("The bridge over the Arn was finished after nine years of work. Ships pass under it.", "Arn bridge")
FERRY = passage("The ferry of Osprey Sound runs twice a day. Nora Lindqvist steered the first one.", "Ferry")
ALL = (LIGHT, BAKERY, BRIDGE, FERRY)


def made(question: str, reference: str, gold: Passage | None) -> Case:
    return Case.make(question, reference, (Gold(gold.id, gold.text.split(". ")[0]),) if gold else ())


LIT = made("Who lit the lamp of the lighthouse at Skerry Point?", "Emily Brodie", LIGHT)
FINISHED = made("When was the lighthouse at Skerry Point finished?", "1874", LIGHT)
FOUNDED = made("Who founded the bakery on Mill Lane?", "Robert Sinclair", BAKERY)
UNTOLD = made("Who painted the bridge over the Arn?", "", None)
CASES = (LIT, FINISHED, FOUNDED, UNTOLD)


def found(*passages: Passage) -> tuple[Hit, ...]:
    return tuple(Hit(one, 1 / place) for place, one in enumerate(passages, 1))


def material(llm: LanguageModel | None = None, seed: int = 0) -> Material:
    """What was found for each case: its own passages first."""
    by_case = {LIT: (LIGHT, BRIDGE), FINISHED: (LIGHT, FERRY), FOUNDED: (BAKERY, FERRY), UNTOLD: (BRIDGE, BAKERY)}
    before = {
        case.id: BaselineAnswer(Answer(case.reference or "?", hits=found(*passages)), "right")
        for case, passages in by_case.items()
    }
    return Material(CASES, before, seed, llm)
