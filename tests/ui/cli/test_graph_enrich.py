"""A graph that a language model adds to, over HTTP, from the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.command import Home, is_one_fault
from tests.support.loopback_model import loopback_model, reply_to
from tests.support.servers import Reply, Request, Scripted, chat, scripted

KEEPER = "Mara Quill keeps the Skerry Light. The light stands in Osprey Sound.\n"
PILOT = "Silas Drew guides ships through Osprey Sound. Silas Drew was born in Portmellin.\n"


@pytest.fixture
def shore(empty: Home) -> Home:
    """A home with two documents."""
    (empty.folder / "keeper.txt").write_text(KEEPER)
    (empty.folder / "pilot.txt").write_text(PILOT)
    assert empty.run("ingest", "keeper.txt", "pilot.txt").code == 0
    return empty


def of(server: Scripted, **more: str) -> dict[str, str]:
    return {"GRAPHLOOP_LLM__BASE_URL": server.url, "GRAPHLOOP_LLM__MODEL": "m", **more}


def shown(home: Home, name: str) -> Any:
    return home.run("graph", "show", name, "--json").data


def test_a_model_adds_kinds_relations_and_descriptions_with_their_words(shore: Home) -> None:
    before = shown(shore, "Mara Quill")
    with loopback_model() as server:
        ran = shore.run("graph", "enrich", "--yes", more=of(server))
    assert ran.code == 0, ran
    assert "2 passages to ask about: about" in ran.out
    assert "in 2 passages" in ran.out
    assert "2 dropped: the name is not in the passage" in ran.out
    after = shown(shore, "Mara Quill")
    assert after["view"]["kind"] == "person"
    assert after["view"]["entity"]["id"] == before["view"]["entity"]["id"]
    assert after["view"]["mentions"] == before["view"]["mentions"]
    assert [one["text"] for one in after["view"]["descriptions"]] == ["Mara Quill keeps the Skerry Light"]
    assert "m" in {one["view"]["origin"] for one in after["relations"]}
    stated = [one["view"] for one in after["relations"] if one["view"]["predicate"] == "keeps the"]
    assert [one["quote"] for one in stated] == ["Mara Quill keeps the Skerry Light"]
    assert "Mara Quill  person" in shore.run("graph", "show", "Mara Quill").out
    assert shore.run("graph", "show", "Nowhere Corporation").code == 2
    assert shore.run("store", "check").code == 0


def test_what_was_asked_is_not_asked_again_until_it_changes(shore: Home) -> None:
    with loopback_model() as server:
        first = shore.run("graph", "enrich", "--budget", "calls=1", "--json", more=of(server)).data
        assert (first["passages"], first["left"], len(server.requests)) == (1, 1, 1)
        assert shore.run("graph", "enrich", "--yes", more=of(server)).code == 0
        assert len(server.requests) == 2
        again = shore.run("graph", "enrich", "--yes", more=of(server))
        assert (again.code, "nothing to do" in again.out, len(server.requests)) == (0, True, 2)
        (shore.folder / "keeper.txt").write_text(KEEPER + "\n" + "It was built in 1874. " * 120)
        assert shore.run("ingest", "keeper.txt").code == 0
        assert shown(shore, "Silas Drew")["view"]["kind"] == "person"
        dry = shore.run("graph", "enrich", "--dry-run", "--json", more=of(server)).data
        assert dry["passages"] > 0
        assert len(server.requests) == 2
        other = shore.run("graph", "enrich", "--types", "pilot", "-d", "pilot.txt", "--yes", more=of(server))
        assert (other.code, len(server.requests)) == (0, 3)


def test_a_model_is_asked_for_what_it_missed(shore: Home) -> None:
    def forgetful(request: Request) -> Reply:
        messages = request.body["messages"]
        if len(messages) > 2:
            assert "Skerry Light" not in messages[-1]["content"]
            stated = (
                '{"subject": "Mara Quill", "predicate": "keeps", "object": "Skerry Light", "quote": "Mara Quill keeps"}'
            )
            named = '{"name": "Mara Quill", "kind": "person", "quote": ""}'
            return Reply(body=chat(f'{{"entities": [{named}], "relations": [{stated}], "claims": []}}'))
        named = '{"name": "Skerry Light", "kind": "place", "quote": ""}'
        return Reply(body=chat(f'{{"entities": [{named}], "relations": [], "claims": []}}'))

    with scripted(forgetful) as server:
        asked = ("graph", "enrich", "-d", "keeper.txt", "--yes", "--json")
        found = shore.run(*asked, "--gleanings", "1", more=of(server)).data
        assert (found["entities"], found["relations"], len(server.requests)) == (2, 1, 2)
        assert shore.run(*asked, "--gleanings", "1", more=of(server)).data["passages"] == 0


def test_a_removed_document_that_comes_back_is_asked_about_again(shore: Home) -> None:
    with loopback_model() as server:
        assert shore.run("graph", "enrich", "--yes", more=of(server)).code == 0
        assert shore.run("documents", "remove", "keeper.txt").code == 0
        assert shore.run("graph", "enrich", "--dry-run", "--json", more=of(server)).data["passages"] == 0
        assert shore.run("ingest", "keeper.txt").code == 0
        assert shore.run("graph", "enrich", "--dry-run", "--json", more=of(server)).data["passages"] == 1


def test_facts_of_passages_that_stay_are_kept_when_the_file_changes(shore: Home) -> None:
    long = (
        KEEPER + "\n" + "\n\n".join(f"The board met on day {n} of the year and spoke of oil. " * 12 for n in range(6))
    )
    (shore.folder / "keeper.txt").write_text(long)
    assert shore.run("ingest", "keeper.txt").code == 0
    with loopback_model() as server:
        assert shore.run("graph", "enrich", "-d", "keeper.txt", "--yes", more=of(server)).code == 0
        asked = len(server.requests)
        (shore.folder / "keeper.txt").write_text(long + "\n\n" + "The cook left in spring and took the keys. " * 20)
        assert shore.run("ingest", "keeper.txt").code == 0
        assert [one["text"] for one in shown(shore, "Mara Quill")["view"]["descriptions"]]
        left = shore.run("graph", "enrich", "-d", "keeper.txt", "--dry-run", "--json", more=of(server)).data
    assert 0 < left["passages"] < asked


def test_a_model_that_finds_nothing_or_fails_is_an_error_and_loses_nothing(shore: Home) -> None:
    def empty(_: Request) -> Reply:
        return Reply(body=chat('{"entities": [], "relations": [], "claims": []}'))

    with scripted(empty) as server:
        is_one_fault(
            shore.run("graph", "enrich", "--yes", "--json", more=of(server)), 1, "found no entity in 2 passages"
        )
    with scripted(lambda _: Reply(body=chat("I would rather not."))) as server:
        is_one_fault(shore.run("graph", "enrich", "--yes", "--json", more=of(server)), 1, "not what was asked for")
        assert len(server.requests) == 4

    def half(request: Request) -> Reply:
        said = str(request.body["messages"][-1]["content"])
        return reply_to(request) if "Mara" in said else Reply(status=401, body={"error": {"message": "no key"}})

    with scripted(half) as server:
        failed = shore.run("graph", "enrich", "--yes", "--json", "--workers", "1", more=of(server))
    is_one_fault(failed, 1, "refused the key")
    assert shown(shore, "Mara Quill")["view"]["kind"] == "person"
    with loopback_model() as server:
        left = shore.run("graph", "enrich", "--yes", "--json", more=of(server)).data
    assert left["passages"] == 1


def test_a_budget_counts_what_failed_too(shore: Home) -> None:
    def useless(_: Request) -> Reply:
        return Reply(body=chat("No.", read=400, written=100))

    with scripted(useless) as server:
        ran = shore.run("graph", "enrich", "--budget", "tokens=900", "--workers", "1", "--json", more=of(server))
        is_one_fault(ran, 1, "found no entity in 1 passage")
        assert len(server.requests) == 2


def test_a_passage_without_names_is_nothing_wrong_once_others_have_some(shore: Home) -> None:
    def plain(request: Request) -> Reply:
        said = str(request.body["messages"][-1]["content"])
        nothing = Reply(body=chat('{"entities": [], "relations": [], "claims": []}'))
        named = '{"entities": [{"name": "Mara Quill", "kind": "", "quote": ""}], "relations": [], "claims": []}'
        return Reply(body=chat(named)) if "Mara" in said else nothing

    asked = ("graph", "enrich", "--yes", "--json")
    with scripted(plain) as server:
        assert shore.run(*asked, "-d", "keeper.txt", more=of(server)).data["entities"] == 1
        assert shore.run(*asked, more=of(server)).data["passages"] == 1
        assert shore.run(*asked, more=of(server)).data["passages"] == 0
        assert len(server.requests) == 2


def test_labels_that_change_meanwhile_stay_and_so_do_the_facts(shore: Home) -> None:
    def tagging(request: Request) -> Reply:
        assert shore.run("documents", "tag", "keeper.txt", "--add", "coast").code == 0
        return reply_to(request)

    with scripted(tagging) as server:
        ran = shore.run("graph", "enrich", "-d", "keeper.txt", "--yes", "--json", more=of(server))
        assert (ran.code, ran.data["passages"]) == (0, 1)
    assert shown(shore, "Mara Quill")["view"]["kind"] == "person"
    (tagged,) = [one for one in shore.run("documents", "--json").data if one["tags"]]
    assert tagged["source"].endswith("keeper.txt")


def test_a_document_removed_meanwhile_stays_removed(shore: Home) -> None:
    def removing(request: Request) -> Reply:
        shore.run("documents", "remove", "keeper.txt")
        return reply_to(request)

    with scripted(removing) as server:
        ran = shore.run("graph", "enrich", "-d", "keeper.txt", "--yes", more=of(server))
    is_one_fault(ran, 1, "changed or removed meanwhile")
    assert len(shore.run("documents", "--json").data) == 1


def test_nothing_is_sent_that_nobody_agreed_to(shore: Home, tmp_path: Path) -> None:
    is_one_fault(shore.run("graph", "enrich"), 2, "there is no language model")
    with loopback_model() as server:
        is_one_fault(shore.run("graph", "enrich", "--json", more=of(server)), 2, "--yes")
        is_one_fault(shore.run("graph", "enrich", "--budget", "money=1", more=of(server)), 2, "no prices")
        is_one_fault(shore.run("graph", "enrich", "-d", "nothing.txt", more=of(server)), 2, "nothing.txt")
        twice = ("--types", "person", "--ontology", "x.toml")
        is_one_fault(shore.run("graph", "enrich", *twice, more=of(server)), 2, "given twice")
        assert shore.run("graph", "enrich", "--dry-run", more=of(server)).code == 0
        assert not server.requests
