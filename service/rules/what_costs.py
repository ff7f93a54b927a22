"""Why a case would have cost otherwise: the first rule of a draft that makes a line of it another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from service.domain.case import CaseState
from service.domain.case_parts import Piece
from service.domain.explained import Node
from service.rules.accrue import Line
from service.rules.first_cause import TERMS, rate_cause, sanction_cause, step_cause, term_cause, transition_cause
from service.rules.ruleset import Ruleset
from service.rules.settle import Facts, case_lines, case_spans
from service.rules.side_by_side import Change

_ANY_CASE: Final = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Side:
    """A case with what its lines follow from: as recorded, or as it would have been."""

    case: CaseState
    facts: Facts

    @property
    def lines(self) -> tuple[Line, ...]:
        """For whoever needs no case id in them."""
        return case_lines(_ANY_CASE, self.case, self.facts).lines

    def ruleset(self, piece: Piece) -> Ruleset:
        return self.facts.versions[piece.ruleset_id]


def unlike(ours: Sequence[Line], theirs: Sequence[Line]) -> bool:
    """Whether lines differ in what they say; one that awaits a count differs by what else is in it."""
    return [_said(one) for one in ours] != [_said(one) for one in theirs]


def _said(line: Line) -> tuple[object, ...]:
    return line.month, line.rate_ore, line.days, line.days_in_month, line.listed, line.amount_ore


def money_cause(before: Side, after: Side, changes: Sequence[Change]) -> Node:
    """The first of the case's sanctions that is another, else a rate or a parameter of how all of them run.

    Of several parameters the first that alone makes a difference. For sides whose lines are unlike.
    """
    ours, theirs = ({one.request: one for one in side.case.pieces} for side in (before, after))
    for number in sorted({**ours, **theirs}):
        found = _of_piece(before, after, (number, ours.get(number), theirs.get(number)), changes)
        if found is not None:
            return found
    return _of_rate_change(before, after) or _of_terms(before, after)


def _of_piece(
    before: Side, after: Side, pieces: tuple[int, Piece | None, Piece | None], changes: Sequence[Change]
) -> Node | None:
    number, was, becomes = pieces
    if was is not None and becomes is not None and was.rate_ore == becomes.rate_ore:
        return None
    letters = before.case.letter(number), after.case.letter(number)
    colours = letters[0].colour, letters[1].colour
    rulesets = before.facts.versions[letters[0].ruleset_id], after.facts.versions[letters[1].ruleset_id]
    if colours[0] != colours[1]:
        found = next((one.cause for one in changes if one.kind == "COLOUR"), None)
        if found is not None:
            return found
    if was is None or becomes is None:
        return sanction_cause(*rulesets, colours)
    if was.ladder != becomes.ladder:
        return next(one.cause for one in changes if one.kind == "LADDER")
    if was.step != becomes.step:
        return step_cause(*rulesets, colours, was.ladder)
    return rate_cause(before.ruleset(was), after.ruleset(becomes), was.ladder, was.step)


def _of_rate_change(before: Side, after: Side) -> Node | None:
    """A version's rates that reach sanctions decided before it, on one side only (AM-39)."""
    for one in case_spans(before.case, before.facts):
        for other in case_spans(after.case, after.facts):
            same = one.piece.request == other.piece.request and one.start < other.end and other.start < one.end
            if same and one.rate_ore != other.rate_ore:
                rulesets = before.facts.versions[one.ruleset_id], after.facts.versions[other.ruleset_id]
                return transition_cause(*rulesets, one.piece.ladder, one.piece.step)
    return None


def _of_terms(before: Side, after: Side) -> Node:
    was, becomes = (side.ruleset(side.case.pieces[0]) for side in (before, after))
    differing = [term for term in TERMS if getattr(was.accrual, term).value != getattr(becomes.accrual, term).value]
    lines = before.lines
    for term in differing:
        accrual = was.accrual.model_copy(update={term: getattr(becomes.accrual, term)})
        versions = dict(before.facts.versions)
        versions[before.case.pieces[0].ruleset_id] = was.model_copy(update={"accrual": accrual})
        if unlike(Side(before.case, replace(before.facts, versions=versions)).lines, lines):
            return term_cause(was, becomes, term)
    return term_cause(was, becomes, differing[0])
