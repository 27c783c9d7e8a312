from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from graph.errors import ModelError
from rag import dependency_parser
from rag.dependency_parser import is_english, parse_texts, parse_trees


def test_every_text_has_its_tokens() -> None:
    first, second = parse_texts(["Ada owns the mill.", ""])
    assert [(token.text, token.dep_, token.head.text) for token in first][:2] == [
        ("Ada", "nsubj", "owns"),
        ("owns", "ROOT", "owns"),
    ]
    assert len(second) == 0


def test_trees_have_the_dependencies_tags_and_lemmas_of_texts() -> None:
    text = ["Ada owns the mills and was given access to them in 1998, as a professor emeritus may be."]
    (full,), (light,) = parse_texts(text), parse_trees(text)
    assert [(token.dep_, token.head.i, token.tag_) for token in light] == [
        (token.dep_, token.head.i, token.tag_) for token in full
    ]
    lemmas = [(token.lemma_, token.pos_) for token in light if token.pos_ in ("NOUN", "VERB")]
    assert lemmas == [
        ("own", "VERB"), ("mill", "NOUN"), ("be", "VERB"), ("give", "VERB"), ("access", "NOUN"), ("professor", "NOUN"),
        ("emeritus", "NOUN"), ("be", "VERB"),
    ]  # fmt: skip


def test_threads_parse_as_one_does() -> None:
    texts = [f"Ada sold {number} mills to Marlow." for number in range(40)]
    alone = [[token.dep_ for token in tokens] for tokens in parse_texts(texts)]
    with ThreadPoolExecutor(4) as threads:
        for found in threads.map(parse_texts, [texts] * 4):
            assert [[token.dep_ for token in tokens] for tokens in found] == alone


def test_a_missing_pipeline_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dependency_parser, "PIPELINE", "no_such_pipeline")
    with pytest.raises(ModelError, match="no_such_pipeline is not installed"):
        dependency_parser._pipeline.__wrapped__()


@pytest.mark.parametrize(
    ("text", "is_it"),
    [
        ("You must not moor at the pier if it is closed.", True),
        ("Das Boot liegt am Steg und ist gesperrt.", False),
        ("4711 0815", False),
        ("", False),
    ],
)
def test_english_is_known_by_its_frequent_words(text: str, is_it: bool) -> None:
    assert is_english(text) is is_it
