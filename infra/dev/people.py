"""Who may be chosen when signing in to the development issuer: nobody real, one or more roles each."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from infra.auth.tokens import MAX_SUBJECT_LENGTH

_UUID_LENGTH: Final = 36
Names = Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Offered:
    """The roles to choose from, as the catalogue names them: role → its Swedish and its English name.

    `of_parties` are those that nobody is without a care unit.
    """

    regional: Names
    national: Names
    of_parties: frozenset[str]

    def of(self, region: str | None) -> Names:
        """Those of a region, or for None of the national body."""
        return self.national if region is None else self.regional


@dataclass(frozen=True, slots=True)
class Person:
    """Who signed in. `roles` are in the page's order."""

    subject: str
    roles: tuple[str, ...]
    unit_id: UUID | None


class PersonRefusedError(Exception):
    """Nobody can be what the form says."""

    def __init__(self, sv: str, en: str) -> None:
        super().__init__(en)
        self.sv = sv
        self.en = en


def person_of(offered: Offered, region: str | None, chosen: Sequence[str], unit: str, subject: str) -> Person:
    """The person of a filled-in form; without a subject it is the one that `trappa token` gives the first role.

    Without a role it is somebody whose seats alone say what may be done. Raises `PersonRefusedError`.
    """
    known = offered.of(region)
    roles = tuple(role for role in known if role in chosen)
    if len(set(chosen)) != len(roles):
        raise PersonRefusedError("Välj bland rollerna.", "Choose among the roles.")
    unit_id = _unit(unit.strip()) if unit.strip() else None
    if unit_id is None and offered.of_parties & set(roles):
        raise PersonRefusedError(
            "Rollen företräder en vårdenhet: ange den.",
            "The role acts for a care unit: name it.",
        )
    named = subject.strip() or (f"demo-{roles[0]}" if roles else "")
    if not named:
        raise PersonRefusedError(
            "Välj en roll, eller ange personens id: utan roll gäller bara personens platser.",
            "Choose a role, or name the person by id: without a role, only the person's seats hold.",
        )
    if len(named) > MAX_SUBJECT_LENGTH or not named.isprintable():
        raise PersonRefusedError(
            f"Personens id har högst {MAX_SUBJECT_LENGTH} skrivbara tecken.",
            f"The person's id has at most {MAX_SUBJECT_LENGTH} printable characters.",
        )
    return Person(named, roles, unit_id)


def _unit(text: str) -> UUID:
    """A care unit by its UUID, or by the global id that the API gives it."""
    try:
        if len(text) == _UUID_LENGTH:
            return UUID(text)
        _, _, own = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().partition(":")
        unit_id = UUID(own)
        exact = base64.urlsafe_b64encode(f"CareUnit:{unit_id}".encode()).decode().rstrip("=")
        if text == exact:
            return unit_id
    except ValueError:
        pass
    raise PersonRefusedError(
        "Vårdenheten är varken ett UUID eller en vårdenhets id i API:et.",
        "The care unit is neither a UUID nor the id of a care unit in the API.",
    )
