"""From levels on the scales to a colour, and from signal and impulse to a ladder."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from typing import Any, Final, Literal

from service.domain.errors import InvalidInput, RuleRefused
from service.domain.events import Impulse, Signal
from service.domain.explained import Node, Plain, explain, operation
from service.domain.words import Words, lowered, plain
from service.rules.ruleset import Hint, Ruleset
from service.rules.sourced import Label

Combination = Literal["PRODUCT", "SUM", "MAX"]


_CONDITIONS = {
    "ON_TEMPLATE": Words("På särskild mall", "On the template"),
    "RISK_OF_DEVIATION": Words("Risk för avsteg från uppdraget", "Risk of deviation from the assignment"),
    "PARTY_AT_RISK": Words("Någon part riskerar att påverkas negativt", "A party risks being affected"),
}
_COMBINED: Final[Mapping[Combination, Words]] = {
    "PRODUCT": Words("Produkten av", "The product of"),
    "SUM": Words("Summan av", "The sum of"),
    "MAX": Words("Det högsta av", "The highest of"),
}


@operation(
    "combine",
    sv="{how} {values} är {value}",
    en="{how} {values} is {value}",
)
def combine(how: Combination, values: list[int]) -> int:
    """The score of the levels' values (HV-16 multiplies them)."""
    match how:
        case "PRODUCT":
            return prod(values)
        case "SUM":
            return sum(values)
        case "MAX":
            return max(values)


@operation("band", sv="Sammanvägt mått {score} ger färgen {value}", en="The score {score} gives the colour {value}")
def band(score: int, bands: list[list[Plain]]) -> Plain:
    """The colour whose [colour, lowest, highest] holds the score, or None."""
    return next((colour for colour, lowest, highest in bands if lowest <= score <= highest), None)


@operation("signal_first", sv="Signalen kom först: {value}", en="The signal came first: {value}")
def signal_first(signalled_on: str | None, known_on: str | None, tie: str | None = None) -> bool:
    """Whether the unit signalled before the region knew; on one date `tie` decides (AM-11)."""
    if signalled_on is None:
        return False
    if known_on is None or signalled_on < known_on:
        return True
    return signalled_on == known_on and tie == "SIGNAL"


@operation("ladder", sv="Sanktionstrappa: {value}", en="Sanction ladder: {value}")
def first_ladder(ladders: list[list[Plain]], holds: dict[str, bool]) -> Plain:
    """The first of [ladder, conditions] whose conditions all hold."""
    return next(ladder for ladder, conditions in ladders if all(holds[one] for one in conditions))


def classify(ruleset: Ruleset, levels: Mapping[str, int], *, path: str = "") -> Node:
    """The colour of the levels (scale id → value) as an explanation whose value is the colour (HV-13…HV-17).

    Raises InvalidInput SCALE_MISSING or LEVEL_OUTSIDE_SCALE, whose field stands below `path`, or RuleRefused
    SCORE_OUTSIDE_BANDS.
    """
    rules, facts = ruleset.classification, []
    known = tuple(scale.id for scale in rules.scales)
    for place, given in enumerate(levels):
        if given not in known:
            problem = Words("okänd skala", "unknown scale")
            raise InvalidInput("INVALID_INPUT", path=f"{path}levels[{place}].scale", problem=problem, allowed=known)
    for scale in rules.scales:
        source = scale.source.source
        if scale.id not in levels:
            lacking = tuple(one for one in known if one not in levels)
            raise InvalidInput("SCALE_MISSING", path=f"{path}levels", scale=scale.label, allowed=lacking, source=source)
        level = next((one for one in scale.levels if one.value == levels[scale.id]), None)
        if level is None:
            raise InvalidInput(
                "LEVEL_OUTSIDE_SCALE",
                path=f"{path}levels[{list(levels).index(scale.id)}].value",
                value=levels[scale.id],
                scale=scale.label,
                allowed=tuple(_named(one.value, one.label) for one in scale.levels),
                source=source,
            )
        said = {"stated": _named(level.value, lowered(level.label))}
        facts.append(
            explain("fact", name=plain(scale.label), stated=level.value, said=said, rule=scale.id, source=source)
        )
    values = [str(fact.value) for fact in facts]
    score = explain(
        "combine",
        how=rules.combine,
        values=[fact.value for fact in facts],
        said={"how": _COMBINED[rules.combine], "values": Words(" och ".join(values), " and ".join(values))},
        rule="classification",
        source=rules.source.source,
        because=tuple(facts),
    )
    bands = [[one.colour, one.lowest, one.highest] for one in rules.bands]
    hit = next((one for one in rules.bands if one.lowest <= score.value <= one.highest), None)
    if hit is None:
        allowed = tuple(_named(f"{one.lowest}-{one.highest}", ruleset.colour(one.colour).label) for one in rules.bands)
        raise RuleRefused("SCORE_OUTSIDE_BANDS", score=score.value, allowed=allowed, source=rules.source.source)
    return explain(
        "band",
        score=score.value,
        bands=bands,
        said={"value": lowered(ruleset.colour(hit.colour).label)},
        rule=hit.colour,
        source=hit.source.source,
        because=(score,),
    )


def overridden(ruleset: Ruleset, computed: Node, colour: str) -> Node:
    """Another colour than that of the score, decided with a reason: its explanation, which rests on the score's.

    Raises RuleRefused COLOUR_NOT_OVERRIDDEN where the ruleset does not have it.
    """
    rule, known = ruleset.classification.override, [one.id for one in ruleset.colours]
    place = known.index(computed.value)
    possible = [] if rule is None else known[place + 1 :] if rule.value == "RAISE" else known
    possible = [one for one in possible if one != computed.value]
    if rule is None or colour not in possible:
        source = (rule or ruleset.classification).source.source
        given = ruleset.colour(computed.value).label
        path = "override.colour"
        raise RuleRefused("COLOUR_NOT_OVERRIDDEN", path=path, colour=given, allowed=tuple(possible), source=source)
    return explain(
        "fact",
        name=plain(Words("Färg beslutad med motivering", "Colour decided with a reason")),
        stated=colour,
        said={"stated": lowered(ruleset.colour(colour).label)},
        rule="classification.override",
        source=rule.source.source,
        because=(computed,),
    )


def hints(ruleset: Ruleset, levels: Mapping[str, int], colour: str) -> list[Hint]:
    """What there is to think of at these levels and this colour (AM-06)."""
    return [
        one
        for one in ruleset.classification.hints
        if levels.get(one.scale, one.level - 1) >= one.level and ruleset.rank(colour) < ruleset.rank(one.below)
    ]


def _named(value: int | str, label: Label | Words) -> Words:
    """A value of the ruleset with what it is called."""
    return Words(f"{value} {label.sv}", f"{value} {label.en}")


def came_first(ruleset: Ruleset, signal: Signal | None, impulse: Impulse | None) -> Node:
    """Whether the signal came first, by date and the rule of ties, as an explanation (AM-11)."""
    same_day = signal is not None and impulse is not None and signal.signalled_on == impulse.known_on
    tie: dict[str, Any] = {"tie": ruleset.signal_tie.value} if same_day else {}
    return explain(
        "signal_first",
        signalled_on=signal.signalled_on.isoformat() if signal else None,
        known_on=impulse.known_on.isoformat() if impulse else None,
        **tie,
        rule="signal_tie",
        source=ruleset.signal_tie.source.source,
    )


def choose_ladder(ruleset: Ruleset, signal: Signal | None, impulse: Impulse | None) -> Node:
    """Which ladder of rates the case follows, as an explanation whose value is the ladder's id (HV-30…32, AM-11)."""
    first = came_first(ruleset, signal, impulse)
    holds = {
        "ON_TEMPLATE": signal is not None and signal.on_template,
        "RISK_OF_DEVIATION": signal is not None and signal.risk_of_deviation,
        "PARTY_AT_RISK": signal is not None and signal.party_at_risk,
        "SIGNAL_NOT_AFTER_IMPULSE": bool(first.value),
    }
    asked = [(ladder, condition) for ladder in ruleset.ladders for condition in ladder.conditions]
    because = tuple(
        first
        if condition.requires == "SIGNAL_NOT_AFTER_IMPULSE"
        else explain(
            "fact",
            name=plain(_CONDITIONS[condition.requires]),
            stated=holds[condition.requires],
            rule=ladder.id,
            source=condition.source.source,
        )
        for ladder, condition in asked
    )
    needed = {condition.requires for _, condition in asked}
    chosen = first_ladder(
        ladders=[[ladder.id, [one.requires for one in ladder.conditions]] for ladder in ruleset.ladders],
        holds=holds,
    )
    label = ruleset.ladder(chosen).label
    return explain(
        "ladder",
        ladders=[[ladder.id, [one.requires for one in ladder.conditions]] for ladder in ruleset.ladders],
        holds={one: held for one, held in holds.items() if one in needed},
        said={"value": Words(label.sv, label.en)},
        rule=chosen,
        source=ruleset.ladder(chosen).source.source,
        because=because,
    )
