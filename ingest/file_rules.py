"""Decide by name which files below a folder are documents of its owner, and which are left out and of what kind."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from ingest.ignore import IgnorePatterns

HIDDEN, EXCLUDED, IGNORED, LINKS = "hidden", "excluded", "ignored", "linked"
INSTALLED, BUILT, CODE, LOCKS, TEMPORARY = "package", "build", "source code", "lock", "temporary"
"""Kinds of what is left out, as said before "file" or "folder"."""

_INSTALLED = frozenset("node_modules bower_components jspm_packages __pycache__ site-packages __pypackages__".split())
_SYSTEM = frozenset(("__macosx", "$recycle.bin", "system volume information", "@eadir", "lost+found"))
# A folder of that name may hold anybody's documents: it is left out only beside the file of a project.
_BUILT = frozenset("build dist target out obj bin coverage htmlcov".split())
_PROJECTS = frozenset(
    "package.json pyproject.toml setup.py setup.cfg cargo.toml pom.xml build.gradle build.gradle.kts cmakelists.txt "
    "makefile go.mod composer.json gemfile build.sbt build.xml".split()
)
_LOCKS = frozenset(
    "package-lock.json npm-shrinkwrap.json packages.lock.json yarn.lock pnpm-lock.yaml bun.lock bun.lockb poetry.lock "
    "pipfile.lock pdm.lock uv.lock conda-lock.yml cargo.lock composer.lock gemfile.lock go.sum flake.lock deno.lock "
    "mix.lock pubspec.lock podfile.lock .terraform.lock.hcl".split()
)
_CODE = frozenset(
    "py pyi pyc pyx js mjs cjs jsx ts mts cts tsx vue svelte css scss sass less java kt kts scala groovy clj cljs c h "
    "cc cpp cxx hpp hh cs fs vb go rs rb php pl pm swift mm lua jl hs erl ex exs dart zig nim sh bash zsh fish ps1 "
    "psm1 bat cmd sql r asm wat wasm map proto".split()
)
_TEMPORARY = ("~$*", "*.tmp", "*.swp", "*.part", "*.crdownload", "thumbs.db", "desktop.ini", ".~lock.*")


@dataclass(frozen=True, slots=True)
class FileRules:
    """Patterns of files that are taken though they would be left out, and of files that are left out."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FolderRules:
    """The rules within a folder: those of the user, and of ignore files by the depth of their folder."""

    include: IgnorePatterns
    exclude: IgnorePatterns
    ignores: tuple[tuple[int, IgnorePatterns], ...] = ()

    @staticmethod
    def of(rules: FileRules) -> FolderRules:
        return FolderRules(IgnorePatterns.parse(rules.include), IgnorePatterns.parse(rules.exclude))

    def kind_of_file(self, parts: Sequence[str]) -> str:
        """Return why the file of this path, relative to the folder given, is left out; empty if it is taken."""
        return self._asked(parts, False, kind_of_file(parts[-1]))

    def kind_of_folder(self, parts: Sequence[str], beside: Collection[str], within: Collection[str]) -> str:
        """Return why a folder is left out, given the names beside it and in it; empty if it is taken."""
        return self._asked(parts, True, kind_of_folder(parts[-1], beside, within))

    def kind_of_named(self, parts: Sequence[str]) -> str:
        """Return why a path that is named itself is left out: only a pattern of the user excludes it."""
        return EXCLUDED if self.exclude.decide(parts, False) else ""

    def _asked(self, parts: Sequence[str], is_folder: bool, kind: str) -> str:
        if self.exclude.decide(parts, is_folder):
            return EXCLUDED
        if self.include.decide(parts, is_folder):
            return ""
        for depth, ignores in reversed(self.ignores):
            decision = ignores.decide(parts[depth:], is_folder)
            if decision is not None:
                return IGNORED if decision else ""
        return kind


def kind_of_file(name: str) -> str:
    """Return the kind of a file that holds no document of its owner; empty for any other."""
    small = name.casefold()
    if any(fnmatchcase(small, pattern) for pattern in _TEMPORARY):
        return TEMPORARY
    if name.startswith("."):
        return HIDDEN
    if small in _LOCKS:
        return LOCKS
    return CODE if "." in small and small.rpartition(".")[2] in _CODE else ""


def kind_of_folder(name: str, beside: Collection[str], within: Collection[str]) -> str:
    """Return the kind of a folder that holds no documents of its owner; empty for any other."""
    small = name.casefold()
    if name.startswith(".") or small in _SYSTEM:
        return HIDDEN
    if small in _INSTALLED or "pyvenv.cfg" in within or "conda-meta" in within:
        return INSTALLED
    if small.endswith(".egg-info") or (small in _BUILT and any(other.casefold() in _PROJECTS for other in beside)):
        return BUILT
    return ""
