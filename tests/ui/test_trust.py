"""A folder from elsewhere does not say where keys and passages go, and a key goes to its own address alone."""

from __future__ import annotations

import os
import pty
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from graph.errors import ModelError, SettingsError, UsageError
from graph.store_spec import StoreLocation
from rag.embed.remote import RemoteEmbedder
from rag.llm.endpoint import list_models
from rag.llm.openai import OpenAIModel
from rag.llm.protocol import Message
from rag.llm.retry import SINGLE_ATTEMPT
from tests.support.command import PROGRAM, Home, is_one_fault
from tests.support.servers import Reply, Request, events, scripted
from ui.key_address import format_origin, may_send
from ui.models import open_embedder, open_tagger
from ui.settings import Settings, load_settings, save_settings
from ui.stores import open_store
from ui.trust import distrust_folder, is_trusted, trust_folder

KEY = "sk-own-and-secret"
ASKED = "Who built the Skerry Light?"


class Server:
    """A model's endpoint that remembers what it was sent."""

    def __init__(self, stack: ExitStack) -> None:
        self.seen: list[Request] = []
        self.url = stack.enter_context(scripted(self._answer)).url

    def _answer(self, request: Request) -> Reply:
        self.seen.append(request)
        return Reply(body=events("It was Marion Teague [1]."), kind="text/event-stream")

    def got(self, text: str) -> bool:
        """Whether any request held the text, in its headers or its body."""
        return any(text in f"{request.headers} {request.body!r}" for request in self.seen)


@pytest.fixture
def servers() -> Iterator[tuple[Server, Server]]:
    """The user's own endpoint and a foreign one."""
    with ExitStack() as stack:
        yield Server(stack), Server(stack)


@pytest.fixture
def mine(empty: Home, servers: tuple[Server, Server]) -> Home:
    """A home whose user has an endpoint and a key, and a document."""
    (empty.folder / "reef.txt").write_text("The Skerry Light was built in 1874 by Marion Teague.")
    for key, value in (("base_url", servers[0].url), ("model", "own"), ("api_key", KEY)):
        assert empty.run("config", "set", f"llm.{key}", value).code == 0
    assert empty.run("ingest", "reef.txt").code == 0
    return empty


def hostile(made: Home, url: str, kind: str) -> None:
    if kind == ".env":
        text = f"GRAPHLOOP_LLM__BASE_URL={url}\nGRAPHLOOP_DATA_DIR={made.folder / 'moved'}\n"
    else:
        text = f'data_dir = "{made.folder / "moved"}"\n[llm]\nbase_url = "{url}"\n[retrieval]\nk = 3\n'
    (made.folder / kind).write_text(text)


@pytest.mark.parametrize("kind", [".env", "graphloop.toml"])
def test_a_strange_folder_gets_neither_key_nor_passages(mine: Home, servers: tuple[Server, Server], kind: str) -> None:
    own, foreign = servers
    hostile(mine, foreign.url, kind)
    ran = mine.run("ask", ASKED)
    assert ran.code == 0, ran
    assert "Marion Teague" in ran.out
    assert own.got(KEY)
    assert own.got("1874")
    assert foreign.seen == []
    assert not (mine.folder / "moved").exists()
    (line,) = (line for line in ran.err.splitlines() if "not trusted" in line)
    assert all(word in line for word in (kind, "llm.base_url", "data_dir", "graphloop config trust")), line


@pytest.mark.parametrize("kind", [".env", "graphloop.toml"])
def test_a_trusted_folder_is_heeded_but_the_key_stays_at_its_address(
    mine: Home, servers: tuple[Server, Server], kind: str
) -> None:
    own, foreign = servers
    text = f"GRAPHLOOP_LLM__BASE_URL={foreign.url}\nGRAPHLOOP_LLM__MODEL=theirs\n"
    if kind == "graphloop.toml":
        text = f'[llm]\nbase_url = "{foreign.url}"\nmodel = "theirs"\n'
    (mine.folder / kind).write_text(text)
    assert mine.run("config", "trust", "--yes").code == 0
    ran = mine.run("ask", ASKED, more={"GRAPHLOOP_DATA_DIR": str(mine.data)})
    assert ran.code == 0, ran
    assert foreign.got("1874")
    assert not foreign.got(KEY)
    assert own.seen == []


def test_a_key_of_the_file_is_not_sent_to_an_address_of_the_environment(
    mine: Home, servers: tuple[Server, Server]
) -> None:
    foreign = servers[1]
    ran = mine.run("ask", ASKED, more={"GRAPHLOOP_LLM__BASE_URL": foreign.url})
    assert ran.code == 0, ran
    assert foreign.seen
    assert not foreign.got(KEY)
    assert "llm.api_key was set for" in ran.err
    assert KEY not in ran.err
    again = mine.run("ask", ASKED, more={"GRAPHLOOP_LLM__BASE_URL": foreign.url, "GRAPHLOOP_LLM__API_KEY": "sk-theirs"})
    assert again.code == 0, again
    assert foreign.got("sk-theirs")


def test_another_address_takes_the_key_away(mine: Home, servers: tuple[Server, Server]) -> None:
    ran = mine.run("config", "set", "llm.base_url", servers[1].url)
    assert (ran.code, "llm.api_key belonged to the previous address" in ran.err) == (0, True)
    assert KEY not in (mine.data / "graphloop.toml").read_text()
    assert mine.run("ask", ASKED).code == 0
    assert not servers[1].got(KEY)
    assert mine.run("config", "set", "llm.api_key", "sk-theirs").code == 0
    assert mine.run("config", "set", "llm.base_url", f"{servers[1].url}/v1").code == 0
    assert "sk-theirs" in (mine.data / "graphloop.toml").read_text()


def test_what_was_read_and_what_was_not_is_shown(mine: Home, servers: tuple[Server, Server]) -> None:
    hostile(mine, servers[1].url, "graphloop.toml")
    here = mine.folder / "graphloop.toml"
    shown = mine.run("config", "show")
    assert f"read: {mine.data / 'graphloop.toml'}" in shown.out
    assert f"not trusted: {here}" in shown.out
    as_json = mine.run("config", "show", "--json").data
    (left_out,) = as_json["not_trusted"]
    assert (left_out["file"], set(left_out["keys"])) == (str(here), {"data_dir", "llm.base_url"})
    values = {row["key"]: row["value"] for row in as_json["settings"]}
    assert (values["llm.base_url"], values["retrieval.k"]) == (servers[0].url.rstrip("/"), 3)


def test_trust_is_for_what_the_files_say(empty: Home) -> None:
    file = empty.folder / "graphloop.toml"
    is_one_fault(empty.run("config", "trust"), 2, "no settings file")
    file.write_text('[llm]\nmodel = "one"\napi_key = "sk-secret-of-the-file"\n')
    is_one_fault_after_a_note(empty.run("config", "trust"))
    ran = empty.run("config", "trust", "--yes")
    assert ran.code == 0
    assert "llm.model" in ran.out
    assert "sk-secret-of-the-file" not in ran.out + ran.err
    assert values(empty)["llm.model"] == "one"
    assert "already trusted" in empty.run("config", "trust").out
    file.write_text('[llm]\nmodel = "two"\n')
    assert values(empty)["llm.model"] == ""
    assert empty.run("config", "trust", "--yes").code == 0
    assert empty.run("config", "set", "llm.model", "three").code == 0
    assert (values(empty)["llm.model"], "three" in file.read_text()) == ("three", True)
    assert "no longer" in empty.run("config", "untrust").out
    assert values(empty)["llm.model"] == ""
    assert "was not trusted" in empty.run("config", "untrust").out


def is_one_fault_after_a_note(ran: object) -> None:
    """A refusal to trust without being asked to on a terminal."""
    assert getattr(ran, "code", 0) == 2
    assert "graphloop config trust --yes" in getattr(ran, "err", "")


def values(made: Home) -> dict[str, object]:
    return {row["key"]: row["value"] for row in made.run("config", "show", "--json").data["settings"]}


@pytest.mark.parametrize(("said", "trusted"), [("y\n", True), ("n\n", False)])
def test_a_terminal_is_asked(empty: Home, said: str, trusted: bool) -> None:
    (empty.folder / ".env").write_text("GRAPHLOOP_LLM__MODEL=one\n")
    ours, theirs = pty.openpty()
    started = subprocess.Popen(
        [PROGRAM, "config", "trust"],
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=empty.environment(),
        cwd=empty.folder,
    )
    os.write(ours, said.encode())
    started.communicate(timeout=120)
    os.close(ours)
    os.close(theirs)
    assert (started.returncode, values(empty)["llm.model"]) == ((0, "one") if trusted else (1, ""))


def test_settings_are_not_written_into_a_strange_file(empty: Home) -> None:
    (empty.folder / "graphloop.toml").write_text('[llm]\nmodel = "theirs"\n')
    assert empty.run("config", "set", "llm.model", "mine").code == 0
    assert "mine" not in (empty.folder / "graphloop.toml").read_text()
    assert values(empty)["llm.model"] == "mine"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize(
    "text",
    [
        'data_dir = "x"',
        '[llm]\nbase_url = "http://x"',
        '[llm]\nmodel = "x"',
        '[llm]\napi_key = "x"',
        '[embedder]\nname = "remote"',
        '[embedder]\nbase_url = "http://x"',
        '[embedder]\napi_key = "x"',
        '[store]\nuri = "bolt://x"',
        '[store]\nbackend = "neo4j"',
        '[store]\npassword = "x"',
        '[ingest]\ntagger = "x"',
    ],
)
def test_none_of_these_is_taken_from_a_strange_folder(here: Path, text: str) -> None:
    (here / "graphloop.toml").write_text(text + "\n")
    found = load_settings()
    assert found.model_dump() == Settings().model_dump()
    assert len(found.ignored) == 1
    trust_folder(here)
    assert load_settings().ignored == ()
    assert load_settings().model_dump() != Settings().model_dump()


def test_what_does_no_harm_is_taken(here: Path) -> None:
    (here / "graphloop.toml").write_text('collection = "notes"\n[retrieval]\nk = 3\n[ingest]\npassage_size = 500\n')
    found = load_settings()
    assert (found.collection, found.retrieval.k, found.ingest.passage_size) == ("notes", 3, 500)
    assert (found.ignored, found.notes()) == ((), [])


def test_trust_follows_the_folder_and_not_its_name(here: Path, tmp_path: Path) -> None:
    (here / ".env").write_text("GRAPHLOOP_LLM__MODEL=one\n")
    (tmp_path / "link").symlink_to(here, target_is_directory=True)
    trust_folder(tmp_path / "link")
    assert is_trusted(here)
    assert is_trusted(here / ".." / "here")
    here.rename(tmp_path / "elsewhere")
    here.mkdir()
    (here / ".env").write_text("GRAPHLOOP_LLM__MODEL=two\n")
    assert not is_trusted(here)
    assert not is_trusted(tmp_path / "elsewhere")
    assert distrust_folder(here)
    assert not distrust_folder(here)


def test_a_broken_list_trusts_nobody(here: Path, tmp_path: Path) -> None:
    (here / ".env").write_text("GRAPHLOOP_LLM__MODEL=one\n")
    trust_folder(here)
    (tmp_path / "config" / "graphloop" / "trusted.json").write_text("[broken")
    assert not is_trusted(here)
    trust_folder(here)
    assert is_trusted(here)


@pytest.mark.parametrize("name", [".env", "graphloop.toml"])
def test_what_is_no_file_is_not_waited_for(here: Path, name: str) -> None:
    os.mkfifo(here / name)
    assert not is_trusted(here)
    if name == ".env":
        assert load_settings().ignored == ()
    else:
        with pytest.raises(SettingsError, match="not a regular file"):
            load_settings()


def test_the_demo_takes_no_settings_from_the_folder_it_is_run_in(here: Path) -> None:
    (here / ".graphloop" / "demo").mkdir(parents=True)
    (here / ".graphloop" / "demo" / "graphloop.toml").write_text('[llm]\nbase_url = "http://x"\nmodel = "x"\n')
    assert load_settings(Path(".graphloop/demo"), user_chosen=False).llm.base_url == ""
    assert load_settings(Path(".graphloop/demo")).llm.base_url == "http://x"


def test_a_model_is_not_met_by_chance_in_the_current_folder(here: Path) -> None:
    own = save_settings(load_settings(), {"embedder.name": "acme/embedder", "ingest.tagger": "acme_pipeline"})
    for name in ("acme/embedder", "acme_pipeline"):
        (here / name).mkdir(parents=True)
    with pytest.raises(SettingsError, match=r"embedder\.name"):
        open_embedder(own, here)
    with pytest.raises(SettingsError, match=r"ingest\.tagger"):
        open_tagger(own.ingest.tagger)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_takes_nothing_to_another_server(servers: tuple[Server, Server], status: int) -> None:
    foreign = servers[1]

    def elsewhere(request: Request) -> Reply:
        return Reply(status, headers={"Location": foreign.url + request.path.removeprefix("/v1")})

    with scripted(elsewhere) as server:
        model = OpenAIModel(server.url, "m", KEY, patience=SINGLE_ATTEMPT)
        for call in (
            lambda: model.complete([Message("user", "a private passage")]),
            lambda: list(model.stream([Message("user", "a private passage")])),
            lambda: list_models(server.url, KEY),
            lambda: RemoteEmbedder(server.url, "e", KEY).embed(["a private passage"]),
        ):
            with pytest.raises(ModelError):
                call()
        assert server.requests
    assert foreign.seen == []


def test_variables_of_another_tool_are_not_sent(
    servers: tuple[Server, Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("API_KEY", "ADMIN_KEY", "ORG_ID", "PROJECT_ID", "WEBHOOK_SECRET"):
        monkeypatch.setenv(f"OPENAI_{name}", "sk-of-another-tool")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "Authorization: Bearer sk-of-another-tool\nX-Other: sk-of-another-tool")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://foreign.test/v1")
    list(OpenAIModel(servers[0].url, "m", patience=SINGLE_ATTEMPT).stream([Message("user", "who?")]))
    assert servers[0].seen
    assert not servers[0].got("sk-of-another-tool")


def test_a_password_that_a_server_repeats_is_masked(empty: Home) -> None:
    def repeating(_request: Request) -> Reply:
        return Reply(400, {"error": {"message": "no me:pass%2Fword@, pass/word for you"}})

    with scripted(repeating) as server:
        address = server.url.replace("//", "//me:pass%2Fword@")
        for key, value in (("base_url", address), ("model", "m")):
            assert empty.run("config", "set", f"llm.{key}", value).code == 0
        told = [empty.run(*command) for command in (("config", "show"), ("--debug", "config", "test"), ("doctor",))]
    assert not [one for one in told if "pass%2Fword" in one.out + one.err or "pass/word" in one.out + one.err]


@pytest.mark.parametrize(
    ("set_for", "sent_to", "may"),
    [
        ("https://a.example/v1", "https://a.example:443/other", True),
        ("https://A.example", "https://a.example", True),
        ("https://a.example", "http://a.example", False),
        ("https://a.example", "https://a.example:8443", False),
        ("https://a.example", "https://a.example.evil.example", False),
        ("https://a.example", "https://a.example@evil.example", False),
        ("https://user:word@a.example", "https://a.example", True),
        ("", "https://a.example", False),
        ("bolt://a.example", "bolt+s://a.example:7687", True),
        ("bolt+s://a.example", "bolt://a.example", False),
        ("https://a.example:port", "https://a.example", False),
    ],
)
def test_where_a_key_may_go(set_for: str, sent_to: str, may: bool) -> None:
    assert may_send(set_for, sent_to) is may
    assert "word" not in format_origin(set_for)


def test_a_password_is_sent_to_its_own_server_alone(here: Path) -> None:
    own = save_settings(load_settings(), {"store.uri": "bolt://a.example", "store.password": "kept-secret"})
    with pytest.raises(UsageError, match=r"not sent to bolt://b\.example") as caught:
        open_store(own, StoreLocation("neo4j", None, "bolt://b.example", "neo4j", "graphloop"))
    assert "kept-secret" not in str(caught.value)
    assert save_settings(own, {"store.uri": "bolt+s://a.example"}).store.password.get_secret_value() == "kept-secret"
    assert save_settings(own, {"store.uri": "bolt://b.example"}).store.password.get_secret_value() == ""


@pytest.mark.parametrize("around", [" {} ", "{}\n", "\t{}", "\u00a0{}", "\ufeff{}", "{}\u200b"])
def test_blanks_around_a_key_are_not_part_of_it(here: Path, monkeypatch: pytest.MonkeyPatch, around: str) -> None:
    monkeypatch.setenv("GRAPHLOOP_LLM__API_KEY", around.format(KEY))
    monkeypatch.setenv("GRAPHLOOP_LLM__BASE_URL", "http://127.0.0.1:1")
    assert load_settings().llm.api_key.get_secret_value() == KEY


@pytest.mark.parametrize("key", ["sk one", "sk-\nx", "sk-ä", "sk\u200bx", "sk\x00x"])
def test_a_key_that_cannot_be_one_is_refused_by_name(here: Path, key: str) -> None:
    with pytest.raises(SettingsError, match=r"llm\.api_key") as caught:
        save_settings(load_settings(), {"llm.api_key": key})
    assert key not in str(caught.value)


def test_passwords_of_a_server_may_hold_blanks(here: Path) -> None:
    found = save_settings(load_settings(), {"store.password": " a word of ä \n"})
    assert found.store.password.get_secret_value() == " a word of ä "


def test_a_password_within_an_address_is_never_shown(mine: Home, servers: tuple[Server, Server]) -> None:
    address = servers[0].url.replace("http://", "http://me:hush-hush@")
    ran = mine.run("config", "set", "llm.base_url", address)
    assert ran.code == 0, ran
    told = [
        ran,
        *(
            mine.run(*command)
            for command in (
                ("config", "show"),
                ("config", "show", "--json"),
                ("config", "test"),
                ("doctor",),
                ("ask", ASKED),
            )
        ),
    ]
    told.append(mine.run("--debug", "ask", ASKED, more={"GRAPHLOOP_LLM__BASE_URL": "http://me:hush-hush@127.0.0.1:1"}))
    assert not [one for one in told if "hush-hush" in one.out + one.err]
