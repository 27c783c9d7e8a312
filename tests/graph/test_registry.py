"""Plug-ins are found by name; what is wrong with one is an error that names it."""

from __future__ import annotations

import importlib
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from graph.errors import UsageError
from graph.registry import PluginKind, find_plugins
from tests.distributions import install_plugin

GROUP = "graphloop.lamps"


@dataclass(frozen=True)
class Lamp:
    """The specification of a plug-in."""

    name: str


@pytest.fixture
def lamps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PluginKind[Lamp]:
    """A kind of plug-in with a package that declares `oil`, `gas` and `wax`, and a folder for distributions."""
    package = f"lamps_of_{tmp_path.name}"
    folder = tmp_path / package
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "one.py").write_text(f"from {__name__} import Lamp\nLAMP = Lamp('oil')\n")
    (folder / "two.py").write_text(f"from {__name__} import Lamp\nLAMP = (Lamp('wax'), Lamp('gas'))\n")
    (folder / "none.py").write_text("LAMP = 'not a lamp'\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    importlib.invalidate_caches()
    return PluginKind("lamp", package, "LAMP", GROUP, Lamp)


def install(folder: Path, monkeypatch: pytest.MonkeyPatch, entry: str, code: str) -> None:
    """Install a distribution with an entry point; its module is imported afresh."""
    monkeypatch.delitem(sys.modules, entry.partition("=")[2].partition(":")[0].strip(), raising=False)
    place = folder / "site"
    place.mkdir(exist_ok=True)
    install_plugin(place, monkeypatch, GROUP, entry, code)


def test_the_modules_of_the_package_and_the_entry_points_are_found_in_order(
    lamps: PluginKind[Lamp], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, monkeypatch, "arc = lamp_arc:LAMP", f"from {__name__} import Lamp\nLAMP = Lamp('arc')\n")
    assert list(find_plugins(lamps)) == ["arc", "gas", "oil", "wax"]


def test_two_of_one_name_are_an_error(lamps: PluginKind[Lamp], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, monkeypatch, "oil = lamp_oil:LAMP", f"from {__name__} import Lamp\nLAMP = Lamp('oil')\n")
    with pytest.raises(UsageError, match="there are two lamps 'oil'") as caught:
        find_plugins(lamps)
    assert caught.value.hint == f"uninstall one of those in {GROUP}"


def test_an_entry_point_of_another_class_is_an_error(
    lamps: PluginKind[Lamp], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, monkeypatch, "moon = lamp_moon:LAMP", "LAMP = 'reflected'\n")
    with pytest.raises(UsageError, match="the lamp 'moon' of lamp_moon:LAMP is not a Lamp"):
        find_plugins(lamps)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import lamp_oil_that_is_not_installed\n", "No module named 'lamp_oil_that_is_not_installed'"),
        ("", "module 'lamp_broken' has no attribute 'LAMP'"),
        ("LAMP = 1 / 0\n", "division by zero"),
        ("raise RuntimeError('a line\\nand another')\n", "a line and another"),
        ("raise RuntimeError\n", "RuntimeError"),
    ],
)
def test_an_entry_point_that_cannot_be_loaded_is_an_error(
    lamps: PluginKind[Lamp], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, reason: str
) -> None:
    install(tmp_path, monkeypatch, "broken = lamp_broken:LAMP", code)
    with pytest.raises(UsageError) as caught:
        find_plugins(lamps)
    assert caught.value.message == f"the lamp 'broken' of lamp_broken:LAMP cannot be loaded: {reason}"
    assert caught.value.hint == "uninstall or update the distribution that declares it"
