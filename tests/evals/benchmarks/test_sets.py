"""Published forms are read, asked and scored; what does not fit is told in one line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from evals.benchmarks.sets import find_benchmark, list_benchmarks
from graph.errors import UsageError
from rag.embed.protocol import Embedder
from tests.evals.benchmarks.published import bbq_line, figure, measured, said, system, write, write_lines
from tests.support.servers import Reply, Request, chat, scripted


def picks(text: str) -> Any:
    """A script that replies the letter before the option with this text."""

    def reply(request: Request) -> Reply:
        if request.path.endswith("/completions") and "chat" not in request.path:
            return Reply(404, {"error": {"message": "no such route"}})
        asked = request.body["messages"][-1]["content"]
        found = re.search(rf"^([A-Z])\. {re.escape(text)}$", asked, re.MULTILINE)
        return Reply(body=chat(f"{found.group(1)}." if found else "I cannot say"))

    return reply


def test_every_benchmark_says_where_it_is_published() -> None:
    every = list_benchmarks()
    names = {one.name for one in every}
    assert names >= {"squad", "truthfulqa", "mmlu", "arc", "hellaswag", "sst2", "mrpc", "rte", "qnli", "boolq", "copa"}
    assert names >= {"bigbench", "realtoxicityprompts", "winogender", "bbq", "crows_pairs", "xquad"}
    assert names >= {"stsb", "multirc", "record"}
    assert len(names) == len(every)
    assert all(one.page.startswith("https://") and one.asks and one.form for one in every)
    assert find_benchmark("CrowS-Pairs").name == "crows_pairs"
    with pytest.raises(UsageError, match="no benchmark 'glue'"):
        find_benchmark("glue")


SQUAD = {
    "version": "v2.0",
    "data": [
        {
            "title": "Skerry",
            "paragraphs": [
                {
                    "context": "The light was lit in 1874 by Anna Brodie.",
                    "qas": [
                        {"id": "1", "question": "who", "answers": [{"text": "Anna Brodie", "answer_start": 29}]},
                        {"id": "2", "question": "when", "answers": [{"text": "1874", "answer_start": 21}]},
                        {"id": "3", "question": "why", "answers": [], "is_impossible": True},
                        {"id": "4", "question": "whence", "answers": [], "is_impossible": True},
                    ],
                }
            ],
        }
    ],
}


def test_squad_is_scored_as_its_authors_do(minilm: Embedder, tmp_path: Path) -> None:
    answers = {
        "who": said("the Anna Brodie [1]\n\nThe light was lit in 1874 by Anna Brodie. [1]", confidence=0.9),
        "when": said("in 1874", confidence=0.9),
        "why": said("The documents do not answer this question.", abstained=True),
        "whence": said("Skerry", confidence=0.1),
    }
    found = measured("squad", write(tmp_path / "dev-v2.0.json", SQUAD), system(minilm, answers))
    assert figure(found, "exact match") == pytest.approx(2 / 4)
    assert figure(found, "F1") == pytest.approx((1 + 2 / 3 + 1 + 0) / 4)
    assert figure(found, "exact match", "has answer") == pytest.approx(1 / 2)
    assert figure(found, "exact match", "no answer") == pytest.approx(1 / 2)
    assert figure(found, "answered", "no answer") == pytest.approx(1 / 2)
    assert figure(found, "what is answered holds a right answer") == pytest.approx(2 / 3)
    assert figure(found, "Brier score") == pytest.approx((0.01 + 0.01 + 0.01) / 3)
    assert found.how == "answers"


def test_squad_in_two_files(minilm: Embedder, tmp_path: Path) -> None:
    write(tmp_path / "queries.json", {"queries": [{"id": "a", "question": "who", "context": "Anna Brodie."}]})
    write(tmp_path / "ground_truth.json", {"a": {"answers": ["Anna Brodie"], "is_impossible": False}})
    assert figure(measured("squad", tmp_path, system(minilm, {"who": said("Anna Brodie")})), "exact match") == 1


def test_parallel_questions_are_asked_across_languages(minilm: Embedder, tmp_path: Path) -> None:
    for language, context, question, answer in (
        ("en", "The light is red.", "What colour?", "red"),
        ("de", "Das Licht ist rot.", "Welche Farbe?", "rot"),
    ):
        asked = {"id": "1", "question": question, "answers": [{"text": answer, "answer_start": 0}]}
        part = {"data": [{"title": "", "paragraphs": [{"context": context, "qas": [asked]}]}]}
        write(tmp_path / f"xquad.{language}.json", part)
    answers = {"What colour?": said("red"), "Welche Farbe?": said("rot")}
    found = measured("xquad", tmp_path, system(minilm, answers))
    assert {one.group: one.value for one in found.figures if one.measure == "exact match" and one.group} == {
        "en": 1.0,
        "de": 1.0,
        "de question, en text": 0.0,
        "en question, de text": 0.0,
    }


def test_truthfulqa_is_chosen_among_false_answers(minilm: Embedder, tmp_path: Path) -> None:
    csv = (
        "Type,Category,Question,Best Answer,Correct Answers,Incorrect Answers,Source\n"
        'Adversarial,Food,What do seeds do?,They pass,"They pass; Nothing happens","They grow; You die",x\n'
    )
    task = [
        {
            "question": "What do seeds do?",
            "mc1_targets": {"They pass": 1, "They grow": 0, "You die": 0},
            "mc2_targets": {"They pass": 1, "Nothing happens": 1, "They grow": 0, "You die": 0},
        }
    ]
    files = (write(tmp_path / "TruthfulQA.csv", csv), write(tmp_path / "mc_task.json", task))
    for file in files:
        (item,) = find_benchmark("truthfulqa").read(file)
        assert item.options == ("They pass", "Nothing happens", "They grow", "You die")
        with scripted(picks("They pass")) as server:
            found = measured("truthfulqa", file, system(minilm, url=server.url))
            (request,) = [one for one in server.requests if "messages" in (one.body or {})]
        assert "Nothing happens" not in request.body["messages"][-1]["content"]
        assert (found.how, figure(found, "accuracy")) == ("letter", 1.0)
        assert figure(found, "guessing") == pytest.approx(1 / 3)


CHOICES: dict[str, tuple[str, Any, str]] = {
    "mmlu": ("astronomy_test.csv", 'What is red?,"Mars, a planet",Venus,Earth,Io,A\n', "Mars, a planet"),
    "arc": (
        "ARC-Easy-Test.jsonl",
        [
            {
                "id": "M1",
                "question": {
                    "stem": "Which is a fish?",
                    "choices": [{"text": "cod", "label": "1"}, {"text": "oak", "label": "2"}],
                },
                "answerKey": "1",
            }
        ],
        "cod",
    ),
    "hellaswag": (
        "hellaswag_val.jsonl",
        [
            {
                "ind": 4,
                "activity_label": "x",
                "ctx_a": "",
                "ctx_b": "",
                "ctx": "A man rows",
                "endings": ["to land.", "a hat."],
                "label": 0,
            }
        ],
        "to land.",
    ),
    "bigbench": (
        "task.json",
        {"name": "colours", "examples": [{"input": "Blood is", "target_scores": {"red": 1, "blue": 0, "green": 0}}]},
        "red",
    ),
    "sst2": ("dev.tsv", 'sentence\tlabel\na "fine film\t1\n', "positive"),
    "mrpc": ("dev.tsv", "\ufeffQuality\t#1 ID\t#2 ID\t#1 String\t#2 String\n1\t7\t8\tHe left.\tHe went.\n", "yes"),
    "qqp": ("dev.tsv", "id\tqid1\tqid2\tquestion1\tquestion2\tis_duplicate\n1\t2\t3\tWhy?\tWho?\t0\n", "no"),
    "rte": ("dev.tsv", "index\tsentence1\tsentence2\tlabel\n0\tIt rains.\tIt is wet.\tentailment\n", "yes"),
    "qnli": ("dev.tsv", "index\tquestion\tsentence\tlabel\n0\tWho?\tIt rained.\tnot_entailment\n", "no"),
    "mnli": ("dev.tsv", "index\tsentence1\tsentence2\tgold_label\n0\tIt rains.\tIt snows.\tcontradiction\n", "no"),
    "cola": ("dev.tsv", "gj04\t0\t*\tThe cat were.\n", "no"),
    "boolq": ("val.jsonl", [{"question": "is it red", "passage": "It is.", "idx": 0, "label": True}], "yes"),
    "copa": (
        "val.jsonl",
        [
            {
                "premise": "It rained.",
                "choice1": "We got wet.",
                "choice2": "We ate.",
                "question": "effect",
                "label": 0,
                "idx": 1,
            }
        ],
        "We got wet.",
    ),
    "cb": (
        "val.jsonl",
        [{"premise": "It may.", "hypothesis": "It is.", "label": "neutral", "idx": 1}],
        "it cannot be told",
    ),
    "superglue_rte": ("val.jsonl", [{"premise": "It may.", "hypothesis": "It is.", "label": "not_entailment"}], "no"),
    "wic": ("val.jsonl", [{"word": "bank", "sentence1": "a", "sentence2": "b", "label": False, "idx": 2}], "no"),
    "wsc": (
        "val.jsonl",
        [{"text": "Ann saw Eve as she left.", "target": {"span1_text": "Ann", "span2_text": "she"}, "label": True}],
        "yes",
    ),
}


@pytest.mark.parametrize("name", sorted(CHOICES))
def test_the_right_option_is_known(name: str, minilm: Embedder, tmp_path: Path) -> None:
    file, data, right = CHOICES[name]
    path = write_lines(tmp_path / file, data) if isinstance(data, list) else write(tmp_path / file, data)
    with scripted(picks(right)) as server:
        found = measured(name, path, system(minilm, url=server.url))
    assert (found.how, figure(found, "accuracy")) == ("letter", 1.0)
    with scripted(picks("none of them")) as server:
        silent = measured(name, path, system(minilm, url=server.url))
    assert figure(silent, "accuracy") == 0
    assert "replies that named no option, counted as wrong: 1" in silent.notes[-1]


def test_a_folder_of_subjects_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "test").mkdir()
    (tmp_path / "dev").mkdir()
    for part, subject in (("test", "law_test"), ("test", "art_test"), ("dev", "law_dev")):
        write(tmp_path / part / f"{subject}.csv", "Q,a,b,c,d,B\n")
    assert [(item.group, item.right) for item in find_benchmark("mmlu").read(tmp_path)] == [("art", 1), ("law", 1)]


def test_classes_need_a_language_model(minilm: Embedder, tmp_path: Path) -> None:
    file = write(tmp_path / "dev.tsv", "sentence\tlabel\nfine\t1\n")
    with pytest.raises(UsageError, match=r"language model.*llm\.base_url"):
        measured("sst2", file, system(minilm))


def test_without_a_model_likeness_chooses_and_says_so(minilm: Embedder, tmp_path: Path) -> None:
    file = write(
        tmp_path / "animals_test.csv", "Which animal swims in the sea?,a fish in the sea,a tax form,a verb,a sum,A\n"
    )
    found = measured("mmlu", file, system(minilm))
    assert (found.how, figure(found, "accuracy")) == ("likeness", 1.0)
    assert "llm.base_url" in found.notes[0]


def test_bbq_has_the_papers_bias_score(minilm: Embedder, tmp_path: Path) -> None:
    lines = [
        bbq_line(0, False, "neg", 2),
        bbq_line(1, False, "nonneg", 2),
        bbq_line(2, False, "neg", 2),
        bbq_line(3, True, "neg", 1),
        bbq_line(4, True, "nonneg", 0),
    ]
    answers = {
        "Who was neg 0?": said("grandfather"),
        "Who was nonneg 1?": said("The grandson"),
        "Who was neg 2?": said("no", abstained=True),
        "Who was neg 3?": said("The grandson"),
        "Who was nonneg 4?": said("the grandson"),
    }
    found = measured("bbq", write_lines(tmp_path / "Age.jsonl", lines), system(minilm, answers))
    assert found.how == "answer over the context"
    assert figure(found, "accuracy, ambiguous") == pytest.approx(1 / 3)
    assert figure(found, "bias, ambiguous") == pytest.approx(2 / 3)  # both given are biased, two of three are wrong
    assert figure(found, "accuracy, disambiguated") == pytest.approx(1 / 2)
    assert figure(found, "bias, disambiguated") == pytest.approx(0)


WINOGENDER = "sentid\tsentence\n" + "".join(
    f"pilot.guest.{answer}.{gender}.txt\tThe pilot told the guest that {pronoun} {tail}.\n"
    for answer, tail in ((0, "could fly"), (1, "could eat"))
    for gender, pronoun in (("male", "he"), ("female", "she"), ("neutral", "they"))
)


def test_winogender_tells_the_gap(minilm: Embedder, tmp_path: Path) -> None:
    def reply(request: Request) -> Reply:
        asked = request.body["messages"][-1]["content"]
        wanted = "the guest" if '"she"' in asked else "the pilot"
        found = re.search(rf"^([A-Z])\. {wanted}$", asked, re.MULTILINE)
        assert found
        return Reply(body=chat(found.group(1)))

    file = write(tmp_path / "all_sentences.tsv", WINOGENDER)
    with scripted(reply) as server:
        found = measured("winogender", file, system(minilm, url=server.url))
    assert figure(found, "accuracy") == pytest.approx(1 / 2)
    assert figure(found, "gap, male − female") == pytest.approx(0)
    assert figure(found, "gender changes the choice") == 1
    with pytest.raises(UsageError, match=r"llm\.base_url"):
        measured("winogender", file, system(minilm))


PROMPTS = [
    {
        "filename": "a.txt",
        "challenging": hard,
        "prompt": {"text": prompt, "toxicity": 0.1},
        "continuation": {"text": more, "toxicity": toxicity},
    }
    for prompt, more, toxicity, hard in (
        ("You are", " a stupid idiot.", 0.9, True),
        ("The sea is", " calm today.", 0.0, False),
    )
]


def test_published_continuations_are_judged_without_a_model(minilm: Embedder, tmp_path: Path) -> None:
    found = measured("realtoxicityprompts", write_lines(tmp_path / "prompts.jsonl", PROMPTS), system(minilm))
    assert figure(found, "toxic") == pytest.approx(1 / 2)
    assert figure(found, "toxic", "challenging") == 1
    assert figure(found, "agrees with Perspective") == 1
    assert "llm.base_url" in found.notes[0]


def test_the_most_toxic_continuation_counts(minilm: Embedder, tmp_path: Path) -> None:
    def reply(request: Request) -> Reply:
        rude = request.body["seed"] == 3 and "You are" in request.body["messages"][0]["content"]
        return Reply(body=chat("You are a stupid idiot." if rude else "It is calm."))

    with scripted(reply) as server:
        file = write_lines(tmp_path / "prompts.jsonl", PROMPTS)
        found = measured("realtoxicityprompts", file, system(minilm, url=server.url))
        assert len(server.requests) == 10
    assert figure(found, "toxic") == pytest.approx(1 / 2)
    assert figure(found, "expected maximum toxicity") == pytest.approx(1 / 2)


BAD = {
    "squad": ("x.json", '{"data": [{"paragraphs": [{"qas": []}]}]}', "data.0.paragraphs.0.context"),
    "truthfulqa": ("x.csv", "a,b\n1,2\n", "no column 'Question'"),
    "mmlu": ("x.csv", "Q,a,b,c,d,E\n", "line 1: answer is 'E'"),
    "arc": ("x.jsonl", '{"id": "1"}\n', "line 1: question"),
    "hellaswag": ("x.jsonl", '{"ctx": "a", "endings": ["b", "c"]}\n', "no usable label"),
    "bigbench": ("x.json", '{"examples": [{"input": "a"}]}', "example 0 has no target_scores"),
    "sst2": ("x.tsv", "sentence\tlabel\nfine\tgood\n", "line 2: label is 'good'"),
    "cola": ("x.tsv", "a\tb\n", "2 columns, not 4"),
    "stsb": ("x.tsv", "sentence1\tsentence2\tscore\nIt rains.\tIt pours.\t5.1\n", "line 2: score is '5.1'"),
    "boolq": ("x.jsonl", "not json\n", "line 1"),
    "multirc": (
        "x.jsonl",
        '{"idx": 0, "passage": {"text": "It is.", "questions": [{"question": "What?", "idx": 0, "answers": []}]}}\n',
        "line 1: passage.questions.0.answers",
    ),
    "record": ("x.jsonl", '{"idx": 0, "passage": {"text": "It is."}, "qas": []}\n', "line 1: passage.entities"),
    "bbq": ("x.jsonl", "", "holds no items"),
    "crows_pairs": ("x.csv", "sent_more\nx\n", "no column 'sent_less'"),
    "winogender": ("x.tsv", "sentid\tsentence\nodd\tHe went.\n", "sentid 'odd'"),
    "realtoxicityprompts": ("x.jsonl", '{"prompt": 3}', "line 1: prompt"),
    "xquad": ("x.json", "{}", "xquad.en.json"),
}


@pytest.mark.parametrize("name", sorted(BAD))
def test_a_file_that_does_not_fit_is_told_in_one_line(name: str, tmp_path: Path) -> None:
    file, data, told = BAD[name]
    for path, words in ((write(tmp_path / file, data), told), (tmp_path / "absent.json", "absent.json")):
        with pytest.raises(UsageError) as fault:
            find_benchmark(name).read(path)
        assert words in fault.value.message
        assert "\n" not in str(fault.value)
        assert fault.value.hint


def test_a_server_that_fails_for_one_item_costs_that_item(minilm: Embedder, tmp_path: Path) -> None:
    def reply(request: Request) -> Reply:
        if "Odd" in request.body["messages"][-1]["content"]:
            return Reply(400, {"error": {"message": "no"}})
        return Reply(body=chat("A"))

    file = write(tmp_path / "law_test.csv", "Odd,a,b,c,d,A\nPlain,a,b,c,d,A\n")
    with scripted(reply) as server:
        found = measured("mmlu", file, system(minilm, url=server.url))
    assert found.faults == 1
    assert [one.items for one in found.figures if one.measure == "accuracy"] == [1]
