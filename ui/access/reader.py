"""A reader: a person with access labels and a role."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from graph.errors import AccessDenied, UsageError


class Role(StrEnum):
    """What a reader may do, from least to most; each may do what those before it may.

    A reader asks and rates, a contributor adds documents and cases, an admin sees and does everything.
    """

    READER = "reader"
    CONTRIBUTOR = "contributor"
    ADMIN = "admin"

    @property
    def rank(self) -> int:
        """The place in the order of roles, from 0."""
        return list(Role).index(self)


def read_role(name: str) -> Role:
    """Return the role of that name; UsageError if there is none."""
    try:
        return Role(name.strip().casefold())
    except ValueError:
        raise UsageError(f"there is no role {name!r}", f"choose from {', '.join(Role)}")


@dataclass(frozen=True, slots=True)
class Reader:
    """A person by name; `id` is the owner of what they ask, also after their labels or role are changed."""

    id: str
    name: str
    role: Role = Role.READER
    labels: tuple[str, ...] = ()

    @property
    def access(self) -> tuple[str, ...] | None:
        """The labels that restrict what they see; None for an admin, who sees everything."""
        return None if self.role is Role.ADMIN else self.labels

    def may(self, role: Role) -> bool:
        """Whether they may do what this role may."""
        return self.role.rank >= role.rank

    def require(self, role: Role, action: str = "do this") -> None:
        """Raise AccessDenied unless they may do what this role may."""
        if not self.may(role):
            raise AccessDenied(f"{self.name} is a {self.role} and may not {action}", f"ask one who is {_article(role)}")


def _article(role: Role) -> str:
    return f"an {role}" if role is Role.ADMIN else f"a {role}"
