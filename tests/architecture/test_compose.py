"""The containers as they are described: chosen by profile, closed off, pinned, and set with settings that there are."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from streamlit import config

from tests.support.compose import (
    ROOT,
    Missing,
    composed,
    image,
    image_environment,
    selected,
    services,
    stages,
    variables,
)
from tests.support.neo4j_server import NEWEST
from ui.settings import find_unknown_variables, load_settings
from ui.web.page_server import STREAMLIT_OPTIONS

EXAMPLE = variables(".env.example")
GIVEN = {**EXAMPLE, "NEO4J_PASSWORD": "only this test knows"}
SERVICES = services(GIVEN)
APPS = sorted(name for name, service in SERVICES.items() if "build" in service)
PORT = image()["EXPOSE"].rest


def test_profiles_select_their_services() -> None:
    assert selected(GIVEN) == selected(GIVEN, ["neo4j"]) == {"app", "neo4j"}
    assert selected(GIVEN, ["alone"]) == {"app-alone"}
    assert selected(GIVEN, ["ollama"]) == {"app-ollama", "neo4j", "ollama"}
    assert APPS == ["app", "app-alone", "app-ollama"]


@pytest.mark.parametrize("profile", ["neo4j", "alone", "ollama"])
def test_what_a_service_needs_comes_with_it_and_is_waited_for(profile: str) -> None:
    there = selected(GIVEN, [profile])
    for name in there:
        needed = SERVICES[name].get("depends_on", {})
        assert needed.keys() <= there
        assert all(one == {"condition": "service_healthy"} for one in needed.values())
    taken = [port for name in there for port in SERVICES[name].get("ports", ())]
    assert len(taken) == len(set(taken))


def test_a_password_is_asked_for_and_none_is_given() -> None:
    assert EXAMPLE["NEO4J_PASSWORD"] == ""
    with pytest.raises(Missing, match=r"NEO4J_PASSWORD: copy .env.example"):
        services(EXAMPLE)
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    assert set(re.findall(r"\$\{(\w+)", text)) | {"COMPOSE_PROFILES"} == EXAMPLE.keys()
    secret = re.findall(r"^ +(?:\w*PASSWORD|\w*AUTH|\w*KEY): (.*)$", text, re.MULTILINE)
    assert len(secret) == 3
    assert all("${" in value for value in secret)
    assert SERVICES["neo4j"]["environment"]["NEO4J_AUTH"] == f"neo4j/{GIVEN['NEO4J_PASSWORD']}"


@pytest.mark.parametrize("name", APPS)
def test_every_variable_is_a_setting(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    given = {**image_environment(), **SERVICES[name]["environment"]}
    for variable in filter(lambda one: one.startswith("GRAPHLOOP_"), given):
        monkeypatch.setenv(variable, given[variable])
    assert find_unknown_variables() == []
    settings = load_settings()
    assert settings.data_dir == Path("/data")
    server, model = urlsplit(settings.store.uri), urlsplit(settings.llm.base_url)
    if name == "app-alone":
        assert settings.store.backend == "sqlite"
    else:
        assert settings.store.backend == "neo4j"
        assert (server.hostname, server.port) == ("neo4j", 7687)
        assert settings.store.password.get_secret_value() == GIVEN["NEO4J_PASSWORD"]
    if name == "app-ollama":
        assert (model.hostname, model.port) == ("ollama", 11434)
        assert settings.llm.model == SERVICES["ollama"]["environment"]["MODEL"] == EXAMPLE["OLLAMA_MODEL"]
    else:
        assert not model.hostname
    assert set(SERVICES[name].get("depends_on", {})) == {"neo4j", "ollama"} & {server.hostname, model.hostname}


def test_the_endpoint_of_env_reaches_the_application() -> None:
    own = {name: f"value of {name}" for name in EXAMPLE if name.startswith("GRAPHLOOP_")}
    found = services({**GIVEN, **own})
    for name in ("app", "app-alone"):
        assert own.items() <= found[name]["environment"].items()


def test_the_example_of_env_does_not_disturb_the_program_itself(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text((ROOT / ".env.example").read_text(encoding="utf-8"))
    monkeypatch.chdir(tmp_path)
    assert (load_settings().store.backend, load_settings().llm.base_url) == ("sqlite", "")


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_service_is_closed_off_and_watched(name: str) -> None:
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not service.keys() & {"privileged", "cap_add", "network_mode", "pid", "devices", "env_file"}
    assert service["healthcheck"].keys() == {"test", "interval", "timeout", "start_period", "retries"}
    assert all(re.fullmatch(r"127\.0\.0\.1:\d+:\d+", port) for port in service.get("ports", ()))
    volumes = [volume.partition(":")[0] for volume in service["volumes"]]
    assert volumes
    assert set(volumes) <= composed(GIVEN)["volumes"].keys(), "only named volumes, no folders of the host"


@pytest.mark.parametrize("name", APPS)
def test_the_application_has_no_rights_and_writes_to_its_volume_only(name: str) -> None:
    service, built = SERVICES[name], image()
    assert service["user"] == built["USER"].rest
    assert all(int(number) > 0 for number in service["user"].split(":"))
    assert service["read_only"] is True
    assert [place.partition(":")[0] for place in service["tmpfs"]] == ["/tmp"]
    assert [volume.partition(":")[2] for volume in service["volumes"]] == ["/data"] == built["VOLUME"].words
    assert image_environment()["HOME"] == image_environment()["GRAPHLOOP_DATA_DIR"] == "/data"
    assert service["ports"] == [f"127.0.0.1:{PORT}:{PORT}"]
    assert built["EXPOSE"].rest == PORT


def test_volumes_are_used_and_stores_do_not_share_one() -> None:
    used = {volume.partition(":")[0] for service in SERVICES.values() for volume in service["volumes"]}
    assert used == composed(GIVEN)["volumes"].keys()
    assert SERVICES["app"]["volumes"] == SERVICES["app-ollama"]["volumes"] != SERVICES["app-alone"]["volumes"]


def test_images_are_pinned() -> None:
    bases = [stage[0].words[0] for stage in stages()]
    taken = [service["image"] for service in SERVICES.values() if "build" not in service]
    assert all(re.fullmatch(r"[a-z0-9/]+:\d+\.\d+\.\d+(-slim)?", one) for one in (*bases, *taken))
    assert len(set(bases)) == 1
    assert SERVICES["neo4j"]["image"] == f"neo4j:{NEWEST}", "the version that is tested"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {SERVICES[name]["image"] for name in APPS} == {f"graphloop:{project['version']}"}


def test_the_image_is_made_from_the_lock_and_the_packages() -> None:
    build, _ = stages()
    installs = [one.rest for one in build if one.name == "RUN" and "pip install" in one.rest]
    assert "--require-hashes" in installs[0]
    assert installs[0].endswith("-r requirements.lock")
    assert all("--no-deps" in one for one in installs)
    assert installs[-1].endswith("chmod -R a+rX /app"), "the image's user may read what it is given"
    copied = {source for one in build if one.name == "COPY" for source in one.words[:-1]}
    packages = {folder.removesuffix("*") for folder in packaged()}
    assert copied == packages | {"requirements.lock", "pyproject.toml", "README.md", "LICENSE"}
    assert all((ROOT / name).exists() for name in copied)
    assert all(is_sent(name) for name in copied)


@pytest.mark.parametrize("name", [".env", ".git", "graphloop.toml", ".graphloop", "tests", ".venv", "docs"])
def test_nothing_else_is_sent_to_the_builder(name: str) -> None:
    assert not is_sent(name)


def packaged() -> list[str]:
    found: list[str] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"][
        "packages"
    ]["find"]["include"]
    return found


def is_sent(name: str) -> bool:
    """Whether `.dockerignore` lets a name of the root through; the last pattern that fits decides."""
    sent = True
    for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines():
        pattern = line.removeprefix("!")
        if line and not line.startswith("#") and fnmatch(name, pattern):
            sent = line.startswith("!")
    return sent


def test_health_is_asked_with_what_the_image_holds() -> None:
    asked = image()["HEALTHCHECK"].rest
    assert all(SERVICES[name]["healthcheck"]["test"] == SERVICES["app"]["healthcheck"]["test"] for name in APPS)
    kind, *command = SERVICES["app"]["healthcheck"]["test"]
    assert kind == "CMD"
    assert command == ast.literal_eval(asked[asked.index("[") :])
    assert command[:2] == ["python", "-c"]
    names = [node.module for node in ast.walk(ast.parse(command[2])) if isinstance(node, ast.ImportFrom)]
    assert [name.split(".")[0] in sys.stdlib_module_names for name in names if name] == [True]


def test_the_page_is_served_by_the_command() -> None:
    """The doors stand before it there as anywhere; nothing of Streamlit is set besides."""
    program, command, *flags = image()["CMD"].words
    assert (program, command) == ("graphloop", "ui")
    assert flags == ["--no-browser", "--address", "0.0.0.0", "--port", PORT]
    assert not [name for name in image_environment() if name.startswith("STREAMLIT_")]
    assert STREAMLIT_OPTIONS.keys() <= config._config_options_template.keys()


def test_nothing_is_fetched_or_reported_from_the_image() -> None:
    held = image_environment()
    assert (held["HF_HUB_OFFLINE"], STREAMLIT_OPTIONS["browser.gatherUsageStats"]) == ("1", False)
    assert (held["HF_HUB_DISABLE_TELEMETRY"], held["ORT_DISABLE_TELEMETRY"]) == ("1", "1")
    assert SERVICES["neo4j"]["environment"]["NEO4J_dbms_usage__report_enabled"] == "false"


def test_the_guide_names_every_service_with_its_profile_image_and_volumes() -> None:
    guide = (ROOT / "docs" / "docker.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z0-9-]+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", guide, re.MULTILINE)
    told = {name: (set(re.findall(r"`([a-z0-9]+)`", profiles)), taken, kept) for name, profiles, taken, kept in rows}
    assert told.keys() == SERVICES.keys()
    for name, (profiles, taken, kept) in told.items():
        assert profiles == set(SERVICES[name]["profiles"])
        assert name in APPS or taken == f"`{SERVICES[name]['image']}`"
        assert all(f"`{volume.partition(':')[0]}`" in kept for volume in SERVICES[name]["volumes"])
    published = {port.rpartition(":")[0] for service in SERVICES.values() for port in service.get("ports", ())}
    assert all(address in guide for address in published)
