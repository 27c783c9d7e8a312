"""Texts that hurt what reads them carelessly, and what reads untrusted text: documents, questions, model output."""

from __future__ import annotations

import csv
import gc
import io
import json
from collections.abc import Callable, Mapping
from functools import _lru_cache_wrapper

from evals.judges import matching, style_features
from evals.judges.forms import forms
from evals.judges.harm import rate_bias, rate_toxicity
from evals.judges.ngram_consistency import word_consistency
from evals.judges.opposite import opposes
from evals.judges.sentences import claims
from graph.errors import Refused
from graph.text.citation_markers import strip_markers
from graph.text.clean import clean, clean_line
from graph.text.dates import DATE_PATTERN, find_dates, find_full_date
from graph.text.names import name_key, strip_disambiguation
from graph.text.negation import hints_at_negation, is_negated, remove_negating_idioms
from graph.text.sentences import sentence_bounds
from graph.text.stemming import prefix_stems, stems
from graph.text.words import words
from graph.types import Document, Passage
from ingest import formats
from ingest.decode import decode
from ingest.extract.protocol import SplitDocument
from ingest.extract.rules import Extractor
from ingest.split import split, split_sentences
from rag.answer.abstain import is_abstention
from rag.answer.citations import cite_passages
from rag.answer.extractive import answer_type, compare, decomposition, superseded
from rag.answer.extractive.evidence import focus_stem
from rag.answer.extractive.fields import asked_field, record_fields
from rag.answer.extractive.links import name_stems
from rag.answer.extractive.rewrite import rewrite_question
from rag.answer.extractive.sentence_scoring import title_prefix  # noqa: F401 (its patterns are compiled with the module)
from rag.answer.extractive.sentences import quotable_bounds
from rag.answer.quotes import locate_quote
from rag.answer.sanitize import PlainWriter, find_unclosed, remove_links
from rag.followup import refers_back
from rag.llm.schema import parse_json
from rag.ner.rules import RuleTagger
from rag.retrieve.multihop.decomposition import find_phrases
from rag.summary.concepts import read_concepts
from rag.summary.request import read_summary_request
from rag.summary.scope import find_scope
from rag.topic import question_terms
from rag.types import Hit


def _repeated(unit: str) -> Callable[[int], str]:
    return lambda size: (unit * (size // len(unit) + 1))[:size]


def _between(before: str, unit: str, after: str) -> Callable[[int], str]:
    return lambda size: before + _repeated(unit)(size) + after


def _nested(opening: str, closing: str) -> Callable[[int], str]:
    return lambda size: opening * (size // 2) + closing * (size // 2)


def _numbered(unit: str) -> Callable[[int], str]:
    """Each repetition differs from the others."""
    return lambda size: "".join(unit.format(number) for number in range(size // len(unit) + 1))[:size]


PATTERNS: Mapping[str, Callable[[int], str]] = {
    "dots": _repeated("."),
    "dots between words": _between("A word", ".", "x of it."),
    "dots and blanks": _repeated(". "),
    "marks": _repeated("?!"),
    "ellipses": _repeated("…"),
    "ideographic stops": _repeated("。"),
    "dots then quotes": lambda size: "." * (size // 2) + '"' * (size // 2) + "x",
    "stop and quotes": _repeated('."'),
    "blanks": _between("A word", " ", "and another."),
    "tabs": _between("A word", "\t", "and another."),
    "no-break spaces": _between("A word", "\u00a0", "and another."),
    "blank lines": _between("A word", "\n", "and another."),
    "lines of a blank": _between("A word", "\n ", "and another."),
    "blanks before lines": _between("A word", "  \n", "and another."),
    "carriage returns": _between("A word", "\r", "and another."),
    "form feeds": _between("A word", "\f", "and another."),
    "opening brackets": _repeated("["),
    "closing brackets": _repeated("]"),
    "nested brackets": _nested("[", "]"),
    "nested parentheses": _nested("(", ")"),
    "parentheses": _repeated("("),
    "parenthesis and blank": _repeated("( "),
    "angles": _repeated("<"),
    "tags": _repeated("<a "),
    "comments": _repeated("<!--"),
    "images": _repeated("!["),
    "links": _repeated("[a]("),
    "references": _repeated("[a]["),
    "markers never closed": _repeated("[1†a"),
    "backslashes": _repeated("\\"),
    "quotes": _repeated('"'),
    "opening quotes": _repeated("“"),
    "guillemets": _nested("«", "»"),
    "apostrophes": _repeated("'"),
    "possessives": _repeated("a's "),
    "capitals": _repeated("A"),
    "capital words": _repeated("Ab "),
    "acronyms": _repeated("AB "),
    "initials": _repeated("A."),
    "initials apart": _repeated("A. "),
    "small initials": _repeated("a."),
    "names of names": _repeated("Ann of the "),
    "many names": _numbered("Ann B{0} met Bob C{0}. "),
    "one surname": _numbered("A{0} Byron "),
    "letters": _repeated("a"),
    "words": _repeated("a word "),
    "digits": _repeated("7"),
    "digit groups": _repeated("1,000,"),
    "decimals": _repeated("1.1"),
    "dates": _repeated("1 May 1900 "),
    "dashes": _repeated("-"),
    "hyphened": _repeated("a-"),
    "underscores": _repeated("_"),
    "pipes": _repeated("|"),
    "table": _repeated("| a "),
    "hashes": _repeated("#"),
    "items": _repeated("- a\n"),
    "numbered items": _repeated("1. a\n"),
    "fields": _repeated("a: b; "),
    "short lines": _repeated("a\n"),
    "lines of a word": _repeated("Word\n"),
    "commas": _repeated(","),
    "ors": _repeated("a or "),
    "whose": _repeated("the a who "),
    "combining marks": _between("a", "\u0301", ""),
    "letters with marks": _repeated("e\u0301\u0323"),
    "joiners": _repeated("\u200d"),
    "joiners between letters": _between("א", "\u200d", "א"),
    "points in no order": _between("א", "\u05b0\u0591", "א"),
    "marks of two kinds": _between("a", "\u0315\u0321", "b"),
    "address never closed": _between("[a](", "x", ""),
    "blanks in an address": _between("[a](", " ", ""),
    "title and blanks": _between("A title (", " ", "x"),
    "blanks before a bracket": _between("A", " ", "(x) y"),
    "numbers of a reference": _between("[a][1", ",1", "x"),
    "links in links": lambda size: "[" * (size // 6) + "a" + "](b)" * (size // 6),
    "one word between": _between("One sentence. ", "x", " Another one."),
    "ideographs": _repeated("漢字"),
    "scripts in turn": _repeated("a漢бא"),
    "scripts and blanks": _repeated("a 漢 б "),
    "emoji": _repeated("👩\u200d🚀"),
    "ligatures": _repeated("ﷺ"),
    "dotted capitals": _repeated("İ"),
    "half characters": _repeated("\ud800"),
    "underscored names": _repeated("A_"),
    "ampersands": _repeated("A&"),
    "entities": _repeated("&amp;"),
    "nulls": _repeated("\0a"),
}


_EXTRACT = Extractor(RuleTagger())


def _document(text: str, title: str = "A title") -> Document:
    return Document.make("/a.txt", title, text)


def _extracted(text: str) -> object:
    document = _document(text)
    passages = split(document)
    return _EXTRACT(
        [SplitDocument(document, passages, [one for passage in passages for one in split_sentences(passage)])]
    )


def _extracted_whole(text: str) -> object:
    """As if all of it were one passage, with a title as long."""
    passage = Passage("p", "d", text, 0, title=clean_line(text))
    return _EXTRACT([SplitDocument(_document(text), [passage], split_sentences(passage))])


def _read(suffix: str) -> Callable[[str], object]:
    def reading(text: str) -> object:
        try:
            return formats.list_formats()[suffix].load(text.encode("utf-8", "replace"), "name")
        except Refused as refusal:
            return refusal

    return reading


def _in_csv(text: str) -> object:
    made = io.StringIO()
    csv.writer(made).writerows(
        [["title", "text"], *([text[place : place + 100]] * 2 for place in range(0, len(text), 100))]
    )
    return _read("csv")(made.getvalue())


def _in_json(text: str) -> object:
    return _read("json")(json.dumps([{"title": text, "text": text}, {"title": "a", "text": [text, text]}]))


def _requested(text: str) -> None:
    for before in ("", "Summarise ", "In the rules, summarise ", "Which ", "What is the "):
        if request := read_summary_request(before + text):
            find_scope(request, [Passage("p", "d", "", 0, title=text[:200], source="rules.txt")])


def _parsed(text: str) -> object:
    """As a model's reply that should be JSON."""
    return [_or_fault(parse_json, reply) for reply in (text, f'{{"a": {json.dumps(text)}}}', f"```json{text}")]


def _or_fault(work: Callable[[str], object], text: str) -> object:
    try:
        return work(text)
    except ValueError as error:
        return error


def _streamed(text: str) -> object:
    held: list[str] = []
    writer = PlainWriter(held.append)
    for place in range(0, len(text), 50):
        writer(text[place : place + 50])
    writer.close()
    return held


def _cited(text: str) -> object:
    """As what a model wrote, without markers and with one after each fifth word."""
    hits = [
        Hit(Passage(str(place), "d", f"Ann Byron met Bob C{place}.", 0, title="A title"), 1.0) for place in range(2)
    ]
    marked = " [1]. ".join(text[place : place + 20] for place in range(0, len(text), 20))
    return cite_passages(text, hits, "Who met Bob?"), cite_passages(marked, hits, "Who met Bob?")


# What meets the text of documents, of any length.
DOCUMENTS: Mapping[str, Callable[[str], object]] = {
    "clean": clean,
    "clean_line": clean_line,
    "decode": lambda text: decode(text.encode("utf-8", "replace")),
    "decode latin": lambda text: decode(("é" + text).encode("latin-1", "replace")),
    "sentence_bounds": sentence_bounds,
    "words": words,
    "name_key": name_key,
    "plain_title": strip_disambiguation,
    "split": lambda text: split(_document(text)),
    "tag": RuleTagger().mentions,
    "quotable": quotable_bounds,
    "extract": _extracted,
    "extract whole": _extracted_whole,
    "load text": _read("text"),
    "load markdown": _read("markdown"),
    "load csv": _read("csv"),
    "load rows": _in_csv,
    "load json": _read("json"),
    "load records": _in_json,
    "load eml": lambda text: _read("eml")("Subject: " + text.replace("\n", " ") + "\n\n" + text),
}

# What meets questions, sentences and the output of models.
QUESTIONS: Mapping[str, Callable[[str], object]] = {
    "plain_links": remove_links,
    "unclosed": find_unclosed,
    "strip_markers": strip_markers,
    "streamed": _streamed,
    "cited": _cited,
    "locate": lambda text: locate_quote(text[: len(text) // 2] + "z", text),
    "abstains": is_abstention,
    "leans": refers_back,
    "terms": question_terms,
    "stems": stems,
    "prefix_stems": prefix_stems,
    "fields": record_fields,
    "asked_field": asked_field,
    "named": name_stems,
    "asked_kind": answer_type.asked_answer_type,
    "has_kind": lambda text: [
        answer_type.has_answer_type(kind, text) for kind in ("number", "time", "person", "place", "reason", "name")
    ],
    "comparison": lambda text: (
        compare.parse_comparison(text),
        compare.parse_comparison(f"Which is older, {text} or Bob?"),
    ),
    "options": compare.parse_options,
    "by_degree": compare.asks_degree,
    "dates": lambda text: (find_dates(text), find_full_date(text), list(DATE_PATTERN.finditer(text))),
    "lived": compare.find_life_dates,
    "descriptions": decomposition.find_descriptions,
    "plainly": rewrite_question,
    "phrases": lambda text: (find_phrases(text), find_phrases(f"Who is {text}?")),
    "replacements": lambda text: (
        superseded.asks_past(text),
        [list(superseded.find_replacements(text, kind)) for kind in ("number", "time", "name")],
    ),
}

# What judges an answer.
JUDGES: Mapping[str, Callable[[str], object]] = {
    "claims": claims,
    "token_f1": lambda text: matching.token_f1(text, text),
    "numbers": matching.extract_numbers,
    "contains": lambda text: (matching.contains_phrase(text, "Ann Byron"), matching.denies_phrase(text, "Ann Byron")),
    "negated": lambda text: (is_negated(text), hints_at_negation(text), remove_negating_idioms(text)),
    "forms": forms,
    "toxic": rate_toxicity,
    "biased": rate_bias,
    "sourceless": lambda text: (
        style_features.extract_style_features(text, "It is so."),
        style_features.extract_style_features("Is it so?", text),
    ),
    "summary request": _requested,
    "concepts": read_concepts,
    "opposes": lambda text: opposes(text, "Ann Byron was not born in 1900."),
    "again": lambda text: word_consistency("Ann Byron was born in 1900.", [text]),
    "parsed": _parsed,
    "focus": focus_stem,
}

_CACHES = [
    held
    for held in gc.get_objects()
    if type(held) is _lru_cache_wrapper  # a proxy would have to be loaded to say its class
    and held.__module__.split(".")[0] in {"evals", "graph", "ingest", "rag"}
    and held.cache_parameters()["maxsize"]
]
"""What remembers texts; what is loaded once stays."""


def _forgetful(work: Callable[[str], object]) -> Callable[[str], object]:
    """Nothing is remembered from the last time, which would take no time."""

    def working(text: str) -> object:
        for cache in _CACHES:
            cache.cache_clear()
        return work(text)

    return working


WORK: Mapping[str, Callable[[str], object]] = {
    name: _forgetful(work) for name, work in {**DOCUMENTS, **QUESTIONS, **JUDGES}.items()
}
