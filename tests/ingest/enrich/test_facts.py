"""What is kept of a model's reply: only what stands in the passage."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from graph.invariants import find_faults
from graph.types import Document, Subgraph
from ingest.enrich import facts
from ingest.enrich.facts import KnownNames, PassageFacts, ReplyCheck
from ingest.enrich.merge import carry_over, merge_facts, strip_facts
from ingest.enrich.ontology import Ontology
from ingest.enrich.plan import count_facts
from ingest.enrich.request import NamedEntity, Reply, StatedClaim, StatedRelation
from ingest.extract.rules import Extractor
from ingest.split import split, split_all_sentences
from rag.ner.rules import RuleTagger
from tests.ingest.extract.given import extract_from

TEXT = (
    "Mara Quill has kept the  Skerry\nLight since 2009. The light stands on osprey sound, and e-lamps burn in it. "
    "The Skerry Light belongs to the Northern Board."
)
DOCUMENT = Document.make("light.txt", "Keepers", TEXT)


def part_of(document: Document = DOCUMENT) -> Subgraph:
    """The document as rules read it."""
    passages = split(document)
    sentences = split_all_sentences(passages)
    found = extract_from(Extractor(RuleTagger(), parses=False), document, passages, sentences)
    return replace(found, documents=(document,), passages=tuple(passages), sentences=tuple(sentences))


PART = part_of()
(PASSAGE,) = PART.passages


def entity(name: str, kind: str = "thing", quote: str = "kept") -> NamedEntity:
    return NamedEntity(name=name, kind=kind, quote=quote)


def relation(subject: str, predicate: str, target: str, quote: str) -> StatedRelation:
    return StatedRelation(subject=subject, predicate=predicate, object=target, quote=quote)


def checked(reply: Reply, ontology: Ontology = Ontology()) -> PassageFacts:
    return ReplyCheck(PASSAGE, KnownNames.of(PART), ontology, "default", "m").check(reply)


def reply(
    *entities: NamedEntity, relations: tuple[StatedRelation, ...] = (), claims: tuple[StatedClaim, ...] = ()
) -> Reply:
    return Reply(entities=list(entities), relations=list(relations), claims=list(claims))


def test_an_entity_is_mentioned_wherever_its_name_stands_in_the_passage() -> None:
    found = checked(reply(entity("skerry light", "Place"), entity("osprey sound", "place"))).found
    surfaces = [TEXT[one.start : one.end] for one in found.mentions]
    assert surfaces == ["Skerry\nLight", "Skerry Light", "osprey sound"]
    assert {one.kind for one in found.mentions} == {"place"}
    assert [one.origin for one in found.mentions] == ["m", "+m", "m"]


def test_a_name_that_rules_found_is_the_same_entity() -> None:
    known = {entity.key: entity.id for entity in PART.entities}
    found = checked(reply(entity("Mara Quill", "person"), entity("e-lamps", "product"))).found
    assert found.entities[0].id == known["mara quill"]
    assert found.entities[1].id not in known.values()
    merged = merge_facts(PART, found)
    assert len([one for one in merged.mentions if one.entity_id == known["mara quill"] and not one.in_title]) == 1
    assert not list(find_faults(DOCUMENT, merged))


def test_a_name_with_its_article_or_within_a_longer_name_is_no_mention_of_its_own() -> None:
    found = checked(reply(entity("the Skerry Light", "place"), entity("Quill", "person"), entity("LIGHT", "")))
    assert found.dropped == Counter({facts.PART_OF_A_NAME: 1})
    surfaces = [(TEXT[one.start : one.end], one.kind) for one in found.found.mentions]
    assert surfaces == [("Skerry\nLight", "place"), ("Skerry Light", "place"), ("Light", "other"), ("light", "other")]
    merged = merge_facts(PART, found.found)
    known = {one.id for one in PART.entities if one.key == "skerry light"}
    assert {one.entity_id for one in found.found.mentions if one.kind == "place"} == known
    assert len([one for one in merged.mentions if one.entity_id in known]) == 2


def test_initials_in_capitals_are_names_though_they_are_small_words() -> None:
    document = Document.make("who.txt", "", "The nurse told us that the WHO pays, and IT helps.")
    part = part_of(document)
    check = ReplyCheck(part.passages[0], KnownNames.of(part), Ontology(), "default", "m")
    found = check.check(reply(entity("WHO", "organisation"), entity("it", "person")))
    assert {one.key for one in found.found.entities} == {"who"}


def test_what_is_not_in_the_passage_is_dropped_and_counted() -> None:
    found = checked(
        reply(
            entity("Mara Quill"),
            entity("the Skerry Light", quote="which was built in 1874"),
            entity("Nowhere Board"),
            entity("2009", "date"),
            entity("the"),
            relations=(
                relation("Mara Quill", "has kept", "the Skerry Light", "Mara Quill has kept the Skerry Light"),
                relation("Mara Quill", "owns", "the Skerry Light", "Mara Quill owns the Skerry Light"),
                relation("Mara Quill", "is", "Mara Quill", "Mara Quill"),
                relation("Mara Quill", "knows", "Nowhere Board", "Mara Quill"),
                relation("Mara Quill", "lights", "the Skerry Light", "e-lamps burn in it"),
                relation("Mara Quill", "–", "the Skerry Light", "Mara Quill"),
                relation("Mara Quill", "has kept it " * 3, "the Skerry Light", "Mara Quill"),
            ),
            claims=(
                StatedClaim(subject="Mara Quill", quote="has kept the Skerry Light since 2009"),
                StatedClaim(subject="Nowhere Board", quote="Northern Board"),
                StatedClaim(subject="Mara Quill", quote="is dead"),
            ),
        )
    )
    (stated,) = found.found.relations
    assert TEXT[stated.start : stated.end] == "Mara Quill has kept the  Skerry\nLight"
    assert (stated.predicate, stated.origin) == ("has kept", "m")
    assert [one.text for one in found.found.fragments] == ["kept", "has kept the Skerry Light since 2009"]
    assert found.dropped == Counter(
        {
            facts.NOT_NAMED: 1,
            facts.NOT_A_NAME: 2,
            facts.NOT_QUOTED: 2,
            facts.UNKNOWN_END: 3,
            facts.ELSEWHERE: 1,
            facts.NO_PREDICATE: 2,
        }
    )


def test_a_name_of_the_title_is_its_entity_though_the_text_does_not_repeat_it() -> None:
    stated = relation("Keepers", "tells of", "Mara Quill", "Mara Quill has kept")
    found = checked(reply(entity("keepers", "document"), entity("Mara Quill"), relations=(stated,))).found
    (titled,) = [one for one in found.mentions if one.in_title]
    assert (titled.kind, titled.origin) == ("document", "+m")
    assert found.relations[0].subject_id == titled.entity_id
    assert [one.kind for one in merge_facts(PART, found).mentions if one.in_title] == ["document"]


def test_a_strict_ontology_keeps_only_its_names() -> None:
    ontology = Ontology(("person", "place"), ("keeps",), strict=True)
    people = (entity("Mara Quill", "PERSON"), entity("the Skerry Light", "place"), entity("Northern Board", "board"))
    stated = (
        relation("Mara Quill", "Keeps", "the Skerry Light", "Mara Quill has kept"),
        relation("Mara Quill", "loves", "the Skerry Light", "Mara Quill has kept"),
    )
    strict = checked(reply(*people, relations=stated), ontology)
    assert [one.predicate for one in strict.found.relations] == ["keeps"]
    assert len(strict.found.entities) == 2
    assert strict.dropped == Counter({facts.OUTSIDE: 2})
    free = checked(reply(*people, relations=stated), replace(ontology, strict=False))
    assert (len(free.found.entities), len(free.found.relations)) == (3, 2)


WORDS = sorted(
    {*TEXT.split(), "Skerry Light", "Mara Quill", "Northern Board", "Keepers", "osprey sound", "nowhere", "", "λ"}
)
words = st.sampled_from(WORDS)
replies = st.builds(
    Reply,
    entities=st.lists(st.builds(NamedEntity, name=words, kind=words, quote=words), max_size=6),
    relations=st.lists(
        st.builds(StatedRelation, subject=words, predicate=words, object=words, quote=words), max_size=6
    ),
    claims=st.lists(st.builds(StatedClaim, subject=words, quote=words), max_size=4),
)


@given(replies)
def test_any_reply_gives_a_sound_part_and_is_taken_back_whole(given_reply: Reply) -> None:
    found = checked(given_reply).found
    merged = merge_facts(PART, found)
    assert not list(find_faults(DOCUMENT, merged))
    assert merge_facts(merged, found) == merged
    assert strip_facts(merged, {PASSAGE.id}) == PART
    assert strip_facts(merged, set()) == merged
    assert carry_over(PART, merged, {PASSAGE.id}) == merged
    assert carry_over(PART, merged, set()) == PART


def test_kinds_of_rules_are_not_those_of_a_model() -> None:
    judged = replace(PART, mentions=tuple(replace(one, kind="term") for one in PART.mentions))
    found = checked(reply(entity("Mara Quill", "person"))).found
    merged = merge_facts(judged, found)
    typed = [one for one in merged.mentions if one.origin]
    assert {(one.kind, one.origin) for one in typed} == {("person", "+m")}
    assert {one.kind for one in merged.mentions if not one.origin} == {"term"}
    assert set(count_facts(judged).values()) == set()
    assert count_facts(merged) == {PASSAGE.id: len(typed)}

    stripped = strip_facts(merged, {PASSAGE.id})
    assert [one.origin for one in stripped.mentions] == [""] * len(PART.mentions)
    assert {one.kind for one in stripped.mentions} == {"term", ""}

    fresh = replace(PART, mentions=tuple(replace(one, kind="place") for one in PART.mentions))
    kept = carry_over(fresh, merged, {PASSAGE.id})
    assert {(one.kind, one.origin) for one in kept.mentions} == {("place", ""), ("person", "+m")}
