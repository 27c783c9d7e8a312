"""Settings: which source wins, what a fault says, and what is written."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pydantic_core import to_jsonable_python

from graph.errors import SettingsError
from ui.settings import Settings, find_unknown_variables, load_settings, save_settings
from ui.trust import trust_folder

SECRET = "sk-never-to-be-seen"


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder and home, and no settings in the environment."""
    for name in find_unknown_variables():
        monkeypatch.delenv(name, raising=False)
    for name in ("DATA_DIR", "COLLECTION", "LLM__BASE_URL", "LLM__MODEL", "LLM__API_KEY"):
        monkeypatch.delenv(f"GRAPHLOOP_{name}", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path


def here(text: str, name: str = "graphloop.toml") -> None:
    """A settings file of the current folder, which is trusted."""
    Path(name).write_text(text)
    trust_folder(Path.cwd())


def test_each_source_is_stronger_than_the_one_before(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().llm.model == ""
    here('[llm]\nmodel = "file"\ntimeout = 7\n')
    assert load_settings().llm.model == "file"
    here("GRAPHLOOP_LLM__MODEL=dotenv\nSOMETHING_ELSE=1\n", ".env")
    assert load_settings().llm.model == "dotenv"
    monkeypatch.setenv("GRAPHLOOP_LLM__MODEL", "environment")
    found = load_settings()
    assert (found.llm.model, found.llm.timeout) == ("environment", 7.0)
    assert found.origin("llm.model") == "environment"
    assert found.origin("llm.timeout") == str(Path("graphloop.toml").absolute())
    assert found.origin("retrieval.k") == "default"


def test_a_flag_is_the_strongest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHLOOP_DATA_DIR", "/elsewhere")
    found = load_settings(data_dir=Path("mine"), collection="notes")
    assert found.data_dir == Path("mine").absolute()
    assert (found.origin("data_dir"), found.collection) == ("flag", "notes")


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHLOOP_COLLECTION", "")
    assert load_settings().collection == "default"


def test_the_file_of_the_current_folder_goes_before_that_of_the_user(alone: Path) -> None:
    user = alone / "config" / "graphloop" / "graphloop.toml"
    user.parent.mkdir(parents=True)
    user.write_text('collection = "user"\n')
    assert (load_settings().collection, load_settings().file) == ("user", user)
    here('collection = "here"\n')
    assert load_settings().collection == "here"


def test_a_named_data_folder_keeps_its_own_settings_file(alone: Path) -> None:
    folder = alone / "kept"
    saved = save_settings(load_settings(data_dir=folder), {"retrieval.k": 3})
    assert saved.file == folder / "graphloop.toml"
    assert load_settings(data_dir=folder).retrieval.k == 3
    assert load_settings().retrieval.k == 8


def test_a_relative_data_folder_in_a_file_is_beside_that_file(alone: Path) -> None:
    user = alone / "config" / "graphloop" / "graphloop.toml"
    user.parent.mkdir(parents=True)
    user.write_text('data_dir = "kept"\n')
    assert load_settings().data_dir == user.parent / "kept"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[llm\n", ["graphloop.toml", "not valid TOML", "line 1"]),
        ("[llm]\nmodle = 'x'\n", ["graphloop.toml", "llm.modle", "did you mean llm.model?"]),
        ("[llm]\ntimeout = 'soon'\n", ["graphloop.toml", "llm.timeout", "valid number"]),
        ("[llm]\ntimeout = -1\n", ["graphloop.toml", "llm.timeout", "greater than 0"]),
        ("[llm]\nbase_url = 'ftp://x'\n", ["graphloop.toml", "llm.base_url", "http"]),
        ("llm = 3\n", ["graphloop.toml", "llm"]),
        ("[store]\nbackend = 'papyrus'\n", ["graphloop.toml", "store.backend", "sqlite"]),
    ],
)
def test_a_broken_file_is_named_with_its_key_in_one_line(text: str, words: list[str]) -> None:
    here(text)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    told = str(caught.value)
    assert all(word in told for word in words), told
    assert "\n" not in caught.value.message
    assert caught.value.hint


def test_a_broken_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHLOOP_RETRIEVAL__K", "many")
    with pytest.raises(SettingsError, match="environment: GRAPHLOOP_RETRIEVAL__K"):
        load_settings()
    monkeypatch.setenv("GRAPHLOOP_RETRIEVAL__K", "5")
    monkeypatch.setenv("GRAPHLOOP_LLM__MODLE", "x")
    with pytest.raises(SettingsError, match="GRAPHLOOP_LLM__MODLE"):
        load_settings()


def test_variables_that_are_no_settings_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHLOOP_DATADIR", "x")
    monkeypatch.setenv("GRAPHLOOP_DATA_DIR", "x")
    assert find_unknown_variables() == ["GRAPHLOOP_DATADIR"]


def test_an_unreadable_file_is_a_settings_error() -> None:
    Path("graphloop.toml").mkdir()
    with pytest.raises(SettingsError, match=r"graphloop\.toml cannot be read"):
        load_settings()


def test_a_key_is_nowhere_to_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHLOOP_LLM__API_KEY", SECRET)
    found = load_settings()
    assert found.llm.api_key.get_secret_value() == SECRET
    seen = [repr(found), str(found), found.model_dump_json(), json.dumps(to_jsonable_python(found.rows()))]
    assert not any(SECRET in text for text in seen)
    assert next(row.value for row in found.rows() if row.key == "llm.api_key") == "********"
    monkeypatch.setenv("GRAPHLOOP_LLM__TIMEOUT", SECRET)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert SECRET not in str(caught.value)


def test_saving_keeps_comments_and_other_values_and_is_for_the_owner_alone() -> None:
    here('# mine\ncollection = "notes"  # a comment\n\n[llm]\n# which\nmodel = "old"\n')
    saved = save_settings(load_settings(), {"llm.model": "new", "llm.api_key": SECRET, "retrieval.k": "12"})
    text = Path("graphloop.toml").read_text()
    assert text.startswith('# mine\ncollection = "notes"  # a comment\n\n[llm]\n# which\nmodel = "new"\n')
    assert (saved.retrieval.k, saved.llm.model, saved.collection) == (12, "new", "notes")
    assert "k = 12" in text
    assert stat.S_IMODE(Path("graphloop.toml").stat().st_mode) == 0o600
    assert [path.name for path in Path.cwd().iterdir()] == ["graphloop.toml"]


def test_nothing_is_written_when_a_value_is_not_usable() -> None:
    here("[llm]\ntimeout = 5\n")
    for changes in ({"llm.timeout": "soon"}, {"llm.timeot": 1}, {"nothing": None}, {"llm": "x"}, {"llm.model.x": "y"}):
        with pytest.raises(SettingsError):
            save_settings(load_settings(), changes)
    assert Path("graphloop.toml").read_text() == "[llm]\ntimeout = 5\n"


def test_taking_a_value_away_gives_the_default() -> None:
    saved = save_settings(save_settings(load_settings(), {"retrieval.k": 3}), {"retrieval.k": None})
    assert (saved.retrieval.k, saved.origin("retrieval.k")) == (8, "default")
    assert save_settings(saved, {"llm.model": None}).llm.model == ""


def test_what_the_environment_says_stays_stronger_than_what_is_saved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHLOOP_LLM__MODEL", "environment")
    saved = save_settings(load_settings(), {"llm.model": "file"})
    assert saved.llm.model == "environment"
    assert 'model = "file"' in saved.file.read_text()


def test_saving_where_nothing_can_be_written(alone: Path) -> None:
    (alone / "blocked").write_text("a file, not a folder")
    with pytest.raises(SettingsError, match="cannot write"):
        save_settings(load_settings(data_dir=alone / "blocked"), {"retrieval.k": 3})


def test_a_link_to_the_file_stays_a_link(alone: Path) -> None:
    (alone / "real.toml").write_text("")
    Path("graphloop.toml").symlink_to(alone / "real.toml")
    trust_folder(Path.cwd())
    save_settings(load_settings(), {"collection": "notes"})
    assert Path("graphloop.toml").is_symlink()
    assert "notes" in (alone / "real.toml").read_text()


def test_the_constructor_reads_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHLOOP_COLLECTION", "environment")
    Path(".env").write_text("GRAPHLOOP_COLLECTION=dotenv\n")
    assert Settings().collection == "default"


@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\x00")), k=st.integers(1, 100))
@hypothesis_settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_what_is_saved_is_what_is_loaded(text: str, k: int) -> None:
    save_settings(load_settings(), {"llm.model": text, "retrieval.k": k})
    assert (load_settings().llm.model, load_settings().retrieval.k) == (text, k)
