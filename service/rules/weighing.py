"""How a case gets its colour: from one event or the gravest of several, which may go on in cases of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from service.domain.case import CaseState
from service.domain.errors import FieldName, InvalidInput, RuleRefused
from service.domain.events import CaseClassified, CaseOpened, CaseSplit, Weighed
from service.domain.explained import Node, Plain, explain, operation
from service.domain.words import Words, lowered, plain
from service.rules.classify import classify, overridden
from service.rules.commands import Classify, SplitCase
from service.rules.decision import Adopted, Circumstances, Decision, check_dated
from service.rules.ruleset import Ruleset
from service.rules.track import require


@operation("gravest", sv="Den allvarligaste färgen av {colours} är {value}", en="The gravest of {colours} is {value}")
def gravest(colours: list[Plain], order: list[Plain]) -> Plain:
    """The colour that stands last in the order of gravity (AM-16)."""
    return max(colours, key=order.index)


def _weighed(ruleset: Ruleset, command: Classify) -> tuple[Node, tuple[Weighed, ...]]:
    """The colour of the command's levels, or of the gravest of its happenings, which are given beside it."""
    if not command.happenings:
        return classify(ruleset, command.levels), ()
    if command.levels:
        ways = (FieldName("levels"), FieldName("happenings"))
        problem = Words("både och", "both")
        raise InvalidInput("INVALID_INPUT", path="happenings", problem=problem, allowed=ways)
    nodes = [classify(ruleset, levels, path=f"happenings[{place}].") for place, levels in enumerate(command.happenings)]
    weighed = tuple(
        Weighed(number=number, levels=dict(levels), score=node.because[0].value, colour=node.value)
        for number, (levels, node) in enumerate(zip(command.happenings, nodes, strict=True), 1)
    )
    return _gravest(ruleset, nodes), weighed


def _gravest(ruleset: Ruleset, nodes: Sequence[Node]) -> Node:
    colours, order = [node.value for node in nodes], [one.id for one in ruleset.colours]
    labels = [lowered(ruleset.colour(one).label) for one in colours]
    named = Words(", ".join(one.sv for one in labels), ", ".join(one.en for one in labels))
    value = lowered(ruleset.colour(gravest(colours=colours, order=order)).label)
    return explain(
        "gravest",
        colours=colours,
        order=order,
        said={"colours": named, "value": value},
        rule="classification",
        source=ruleset.classification.source.source,
        because=tuple(nodes),
    )


def worst_of(ruleset: Ruleset, weighed: Sequence[Weighed]) -> Weighed:
    """The gravest of the happenings: by colour, then by score (AM-16)."""
    return max(weighed, key=lambda one: (ruleset.rank(one.colour), one.score))


def classify_case(case: CaseState, command: Classify, adopted: Adopted, circumstances: Circumstances) -> Decision:
    ruleset = adopted.ruleset
    computed, weighed = _weighed(ruleset, command)
    explanation, raised = computed, command.override
    if raised is not None:
        explanation = overridden(ruleset, computed, raised)
    require(ruleset, case, "CLASSIFY", explanation.value)
    day, path = command.classified_on, "classified_on"
    check_dated(day, circumstances, case.opened.opened_on, "ACT_BEFORE_SIGNAL", path=path)
    check_dated(day, circumstances, case.latest_on, path=path)
    stated: dict[str, Any] = {} if raised is None else {"computed": computed.value}
    if weighed:
        stated["happenings"] = weighed
        worst = worst_of(ruleset, weighed)
    else:
        worst = Weighed(number=1, levels=command.levels, score=computed.because[0].value, colour=computed.value)
    event = CaseClassified(
        ruleset_id=adopted.id,
        classified_on=command.classified_on,
        levels=dict(worst.levels),
        score=worst.score,
        colour=explanation.value,
        personal=command.personal,
        **stated,
    )
    return Decision((event,), explanation)


def split_case(case: CaseState, command: SplitCase, adopted: Adopted, circumstances: Circumstances) -> Decision:
    """Some of the happenings go on in another case, with this one's origin; each has the colour of its own (AM-16).

    What is left of both is weighed anew: a colour that was decided with a reason is decided again where it still holds.
    """
    ruleset, classified = adopted.ruleset, case.classified
    step = require(ruleset, case, "SPLIT_CASE", "SPLIT")
    weighed = (classified.happenings or ()) if classified is not None else ()
    chosen = set(command.happenings)
    gone = tuple(one for one in weighed if one.number in chosen)
    kept = tuple(one for one in weighed if one.number not in chosen)
    if classified is None or not kept or not gone or len(gone) != len(command.happenings):
        numbers = tuple(str(one.number) for one in weighed) if len(weighed) > 1 else ()
        raise RuleRefused("NOTHING_TO_SPLIT", path="happenings", allowed=numbers, source=step.source.source)
    check_dated(command.split_on, circumstances, case.latest_on, path="split_on")
    split = CaseSplit(split_on=command.split_on, happenings=tuple(one.number for one in gone), into=command.into)
    opened = CaseOpened(
        procedure=case.opened.procedure,
        ruleset_id=case.opened.ruleset_id,
        unit_id=case.opened.unit_id,
        signal=case.signal,
        impulse=case.impulse,
        opened_on=case.opened.opened_on,
        ladder=case.ladder,
        retrospective=case.opened.retrospective,
        split_from=command.origin,
    )
    rest, other = (_again(ruleset, classified, one, command) for one in (kept, gone))
    explanation = explain(
        "fact",
        name=plain(Words("Händelser i ett eget ärende", "Events in a case of their own")),
        stated=", ".join(str(one.number) for one in gone),
        rule=step.action,
        source=step.source.source,
    )
    return Decision((split, rest), explanation, opens=(opened, other))


def _again(
    ruleset: Ruleset, classified: CaseClassified, weighed: tuple[Weighed, ...], command: SplitCase
) -> CaseClassified:
    worst = worst_of(ruleset, weighed)
    stated: dict[str, Any] = {"happenings": weighed} if len(weighed) > 1 else {}
    return CaseClassified(
        ruleset_id=classified.ruleset_id,
        classified_on=command.split_on,
        levels=worst.levels,
        score=worst.score,
        colour=worst.colour,
        **stated,
    )
