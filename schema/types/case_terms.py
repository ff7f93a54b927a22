"""What the ids of a case are called: its state, colour and ladder, by the newest version that has them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias
from uuid import UUID

from service.rules.ruleset import Ruleset
from service.rules.sourced import Label

Kind: TypeAlias = Literal["state", "colour", "ladder"]


def newest(versions: Mapping[UUID, Ruleset], procedure: str, own_id: str, kind: Kind) -> Label | None:
    """The label in the newest version of the procedure that has it; None where none has."""
    for ruleset in reversed(list(versions.values())):
        if ruleset.procedure == procedure:
            for named, label in _terms(ruleset, kind):
                if named == own_id:
                    return label
    return None


def _terms(ruleset: Ruleset, kind: Kind) -> list[tuple[str, Label]]:
    match kind:
        case "state":
            return [(one.id, one.label) for one in ruleset.track.states]
        case "colour":
            return [(one.id, one.label) for one in ruleset.colours]
        case "ladder":
            return [(one.id, one.label) for one in ruleset.ladders]
