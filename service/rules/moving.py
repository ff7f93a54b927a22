"""Moving a running case to another version of its rules: the explicit transition that may override its pin (AM-39)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from uuid import UUID

from service.domain.case import CaseState
from service.domain.errors import InvalidInput, NotFound, RuleRefused
from service.domain.events import CaseMoved
from service.domain.explained import explain
from service.domain.request_events import CorrectionRequestSent
from service.domain.words import Words, plain
from service.rules.commands import CaseCommand, MoveToVersion
from service.rules.decision import Adopted, Circumstances, Decision, check_dated
from service.rules.ruleset import Ruleset
from service.rules.track import opened_tracks, out_of_order, position


def targeted(command: CaseCommand, versions: Mapping[UUID, Ruleset]) -> CaseCommand:
    """A move with the version that it names, of those of the case's procedure; any other command as it is."""
    return replace(command, target=versions.get(command.ruleset_id)) if isinstance(command, MoveToVersion) else command


def move(case: CaseState, command: MoveToVersion, adopted: Adopted, circumstances: Circumstances) -> Decision:
    """The case goes on under another version of its procedure, where that knows all that the case has.

    No step of the procedure's table: it stays where it stands, and its mandate is that of the version that governs it.
    Requests and sanctions keep the version that they were decided under, and so no amount changes.
    """
    pinned, target = adopted.ruleset, command.target
    if position(pinned, case).closed:
        raise out_of_order(pinned, case, "MOVE_TO_VERSION")
    if target is None:
        raise NotFound(path="ruleset_id")
    day = command.moved_on
    if command.ruleset_id == adopted.id:
        problem = Words("versionen styr redan ärendet", "the version governs the case already")
        raise InvalidInput("INVALID_INPUT", path="ruleset_id", problem=problem)
    check_dated(day, circumstances, case.latest_on, path="moved_on")
    if not target.validity.period.contains(day):
        problem = Words(f"versionen är inte giltig {day}", f"the version is not valid on {day}")
        raise InvalidInput("INVALID_INPUT", path="ruleset_id", problem=problem)
    if lacking := tuple(_lacking(case, pinned, target)):
        source = target.validity.source.source
        raise RuleRefused("VERSION_LACKS", path="ruleset_id", lacking=lacking, source=source)
    _check_costs(case, target)
    rows = (row for row in pinned.mandates if row.action == "MOVE_TO_VERSION")
    event = CaseMoved(ruleset_id=command.ruleset_id, moved_on=day, personal=command.personal)
    explanation = explain(
        "fact",
        name=plain(Words("Version som styr ärendet", "Version that governs the case")),
        stated=target.label,
        rule="MOVE_TO_VERSION",
        source=next((row.source.source for row in rows), None),
    )
    return Decision((event,), explanation)


def _check_costs(case: CaseState, target: Ruleset) -> None:
    """A request that may still cost does so from the day on which it was sent: by no rate that held only later."""
    request, begins = case.request, target.validity.valid_from
    if request is None or request.colour is None or request.failure_decided or case.corrected_on is not None:
        return
    sent = request.sent.sent_on
    if sent < begins:
        raise RuleRefused(
            "MOVE_CHANGES_PAST",
            path="ruleset_id",
            number=request.sent.number,
            sent=sent.isoformat(),
            valid_from=begins.isoformat(),
            source=target.validity.source.source,
        )


def _lacking(case: CaseState, pinned: Ruleset, target: Ruleset) -> Iterator[Words]:
    """What the case has and the version does not know, or would take elsewhere."""
    state = position(pinned, case)
    if position(target, case).id != state.id:
        yield Words(f"läget {state.label.sv}", f"the state {state.label.en}")
    yield from _declared(case, pinned, target)
    if case.ladder is not None and case.ladder not in {one.id for one in target.ladders}:
        label = pinned.ladder(case.ladder).label
        yield Words(f"trappan {label.sv}", f"the ladder {label.en}")
    known = {one.id for one in target.colours}
    labels = {one.id: Words(one.label.sv, one.label.en) for one in pinned.colours}
    for colour in dict.fromkeys(_colours(case)):
        if colour not in known:
            named = labels.get(colour, Words(colour, colour))
            yield Words(f"färgen {named.sv}", f"the colour {named.en}")


def _declared(case: CaseState, pinned: Ruleset, target: Ruleset) -> Iterator[Words]:
    """What the case has of its version's own: acts done, fields stated, checklists begun, tracks and where they are."""
    done, begun = {one.act for one in case.steps}, {one.checklist for one in case.tasks}
    stated = {*case.values, *(name for one in case.steps for name in one.told)}
    parts = (
        (Words("åtgärden", "the act"), done, pinned.acts, target.acts),
        (Words("fältet", "the field"), stated, pinned.fields, target.fields),
        (Words("checklistan", "the checklist"), begun, pinned.checklists, target.checklists),
    )
    for kind, had, before, after in parts:
        known = {one.id for one in after}
        for one in before:
            if one.id in had and one.id not in known:
                yield Words(f"{kind.sv} {one.label.sv}", f"{kind.en} {one.label.en}")
    tracks = {one.id for one in opened_tracks(target, case)}
    for track in opened_tracks(pinned, case):
        there = track.id in tracks and position(target, case, track.id).id
        if there != position(pinned, case, track.id).id:
            yield Words(f"spåret {track.label.sv}", f"the track {track.label.en}")


def _colours(case: CaseState) -> Iterator[str]:
    """Every colour that something is still to be decided by."""
    if case.colour is not None:
        yield case.colour
    yield from (one.sent.colour for one in case.requests if isinstance(one.sent, CorrectionRequestSent))
    if case.classified is not None:
        yield from (one.colour for one in case.classified.happenings or ())
