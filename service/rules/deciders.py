"""Who would have had to decide in a case, and what would be to be done in it, where a draft makes that otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from uuid import UUID

from service.domain.explained import Plain
from service.rules.deadlines import Obligation
from service.rules.delegation import mandates
from service.rules.first_cause import duty_cause, mandate_cause
from service.rules.procedure import Mandate
from service.rules.ruleset import Ruleset
from service.rules.side_by_side import Change, Need, Walk

Deciders = tuple[Sequence[Mandate], list[Plain]]
"""The rows of the delegation, and what they come to: [roles, co-deciders, to be consulted] each."""


class Delegations:
    """What the delegations of two sets of versions say, looked up once for all cases."""

    def __init__(self, adopted: Mapping[UUID, Ruleset], versions: Mapping[UUID, Ruleset]) -> None:
        """`adopted` govern a case as recorded, `versions` as it would have been."""
        self._sides = (adopted, versions)
        self._found: tuple[dict[tuple[UUID, str, str, str | None], Deciders], ...] = ({}, {})

    def changes(self, walk: Walk) -> Iterator[Change]:
        """Decisions that others would have had to make, that nobody would have, or that somebody would have besides."""
        for key in {**walk.needed, **walk.would_need}:
            was, becomes = walk.needed.get(key), walk.would_need.get(key)
            (ours, before), (theirs, after) = self._deciders(0, was), self._deciders(1, becomes)
            if before != after:
                yield self._change((was, ours, before), (becomes, theirs, after))

    def _deciders(self, side: int, need: Need | None) -> Deciders:
        if need is None:
            return (), []
        key = (need.ruleset_id, need.action, need.outcome, need.track)
        found = self._found[side].get(key)
        if found is None:
            rows = mandates(self._sides[side][need.ruleset_id], need.action, need.outcome, need.track)
            found = (rows, [[list(one.roles), list(one.co_deciders), list(one.consult)] for one in rows])
            self._found[side][key] = found
        return found

    def _change(
        self,
        ours: tuple[Need | None, Sequence[Mandate], list[Plain]],
        theirs: tuple[Need | None, Sequence[Mandate], list[Plain]],
    ) -> Change:
        (was, our_rows, before), (becomes, their_rows, after) = ours, theirs
        governed = [
            versions[need.ruleset_id]
            for versions, need in zip(self._sides, (was, becomes), strict=True)
            if need is not None
        ]
        need = becomes or was
        if need is None:
            raise ValueError("a decision is of one side at least")
        cause = mandate_cause(need.action, (governed[0], our_rows), (governed[-1], their_rows))
        return Change("MANDATE", need.on, before if was else None, after if becomes else None, cause)


def duties(ours: Sequence[Obligation], theirs: Sequence[Obligation], changes: Sequence[Change]) -> Iterator[Change]:
    """Duties that only one side has, or that have another day; one of a kind stands against its like."""
    known = {_key(one) for one in ours} & {_key(one) for one in theirs}
    because = next((one.cause for one in changes if one.kind in ("PLAN_DUE", "COLOUR")), None)
    gone = [one for one in ours if _key(one) not in known]
    for duty in theirs:
        if _key(duty) in known:
            continue
        like = next((one for one in gone if one.kind == duty.kind), None)
        gone = [one for one in gone if one is not like]
        before = None if like is None else _stated(like)
        yield Change("OBLIGATION", duty.raised_on, before, _stated(duty), duty_cause(duty, because))
    for duty in gone:
        yield Change("OBLIGATION", duty.raised_on, _stated(duty), None, duty_cause(duty, because))


def _key(one: Obligation) -> tuple[str, str, date | None]:
    return one.kind, one.rule, one.due_on


def _stated(one: Obligation) -> list[Plain]:
    return [one.kind, one.rule, None if one.due_on is None else one.due_on.isoformat()]
