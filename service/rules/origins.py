"""Who was first: a signal or an impulse that joins a case which the other one opened, and the ladder that follows."""

from __future__ import annotations

from datetime import date
from typing import Final

from service.domain.case import CaseState
from service.domain.errors import RuleRefused
from service.domain.events import Impulse, ImpulseRecorded, InformantRecorded, SignalRecorded
from service.domain.explained import Node, Source
from service.domain.facts import PersonalRef
from service.domain.words import Words
from service.rules.classify import choose_ladder
from service.rules.commands import RecordImpulse, RecordSignal
from service.rules.decision import Adopted, Circumstances, Decision, check_dated
from service.rules.ruleset import Action, Ruleset
from service.rules.track import require

_KNOWN_ON: Final = "impulse.known_on"


def record_signal(case: CaseState, command: RecordSignal, adopted: Adopted, circumstances: Circumstances) -> Decision:
    """The unit head's signal in a case that an impulse opened; `adopted` is the version it was opened under (AM-11)."""
    ladder = choose_ladder(adopted.ruleset, command.signal, case.impulse)
    words, earlier = Words("Signalen", "The signal"), case.signal.signalled_on if case.signal is not None else None
    _check_first(case, ladder, adopted, "RECORD_SIGNAL", words, earlier)
    signalled_on = command.signal.signalled_on
    check_dated(signalled_on, circumstances, signalled_on, path="signal.signalled_on")
    event = SignalRecorded(signal=command.signal, ladder=ladder.value, personal=command.personal)
    return Decision((event,), ladder)


def record_impulse(case: CaseState, command: RecordImpulse, adopted: Adopted, circumstances: Circumstances) -> Decision:
    """The region's impulse in a case that a signal opened; it cannot be dated to before the signal (C11, AM-11)."""
    known_on, ladder = command.impulse.known_on, choose_ladder(adopted.ruleset, case.signal, command.impulse)
    words, earlier = Words("Impulsen", "The impulse"), case.impulse.known_on if case.impulse is not None else None
    _check_first(case, ladder, adopted, "RECORD_IMPULSE", words, earlier)
    check_dated(known_on, circumstances, known_on, path=_KNOWN_ON)
    if case.signal is not None and known_on < case.signal.signalled_on:
        day, signalled = known_on.isoformat(), case.signal.signalled_on.isoformat()
        source = _source_of_order(adopted.ruleset)
        allowed = (f">= {signalled}",)
        raise RuleRefused(
            "SIGNAL_CAME_FIRST", path=_KNOWN_ON, day=day, signalled=signalled, allowed=allowed, source=source
        )
    joined = ImpulseRecorded(impulse=command.impulse, ladder=ladder.value)
    return Decision((joined, *told_by(command.impulse, command.personal)), ladder)


def told_by(impulse: Impulse | None, informant: PersonalRef | None) -> tuple[InformantRecorded, ...]:
    """That somebody told the region what its impulse rests on, where that is so."""
    if impulse is None or informant is None:
        return ()
    return (InformantRecorded(known_on=impulse.known_on, personal=informant),)


def _check_first(
    case: CaseState, ladder: Node, adopted: Adopted, action: Action, origin: Words, earlier: date | None
) -> None:
    """Refuses where the table does not let the origin join, or one of its kind, of the day `earlier`, is recorded."""
    step = require(adopted.ruleset, case, action, ladder.value)
    if earlier is not None:
        source = step.source.source
        raise RuleRefused("ORIGIN_ALREADY_RECORDED", origin=origin, day=earlier.isoformat(), source=source)


def _source_of_order(ruleset: Ruleset) -> Source:
    """The clause that makes a ladder depend on who was first; the rule of ties where no ladder does."""
    conditions = (condition for ladder in ruleset.ladders for condition in ladder.conditions)
    found = (one.source.source for one in conditions if one.requires == "SIGNAL_NOT_AFTER_IMPULSE")
    return next(found, ruleset.signal_tie.source.source)
