"""What a type cannot say of a ruleset: that every reachable score has one colour, that ladders end, that ids exist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final, get_args

from service.domain.endings import (
    TerminationPosition,
)
from service.domain.events import (
    CaseDecision,
    Standpoint,
)
from service.rules.classify import combine
from service.rules.finding import Finding, named, unique, unknown, unlisted
from service.rules.lint_procedure import lint_procedure, unreached
from service.rules.lint_team import lint_team
from service.rules.procedure import SideTrack, Track
from service.rules.ruleset import ACTIONS, Ruleset
from service.rules.yaml_text import Path

MOST_SCORES = 10_000


def reachable_scores(ruleset: Ruleset) -> list[int]:
    """Every score that the scales can give, in order (AM-05: only these need a colour); MOST_SCORES and one at most."""
    if not ruleset.classification.scales:
        return []
    how, first, *others = ruleset.classification.combine, *ruleset.classification.scales
    scores = {level.value for level in first.levels}
    for scale in others:
        further = (combine(how, [score, level.value]) for score in scores for level in scale.levels)
        scores = _first_of(further, MOST_SCORES + 1)
    return sorted(scores)


def _first_of(values: Iterable[int], most: int) -> set[int]:
    found: set[int] = set()
    for value in values:
        found.add(value)
        if len(found) == most:
            break
    return found


def _classification(ruleset: Ruleset) -> Iterator[Finding]:
    classification, colours = ruleset.classification, [colour.id for colour in ruleset.colours]
    yield from unique(colours, ("colours",))
    yield from unique([scale.id for scale in classification.scales], ("classification", "scales"))
    for position, scale in enumerate(classification.scales):
        path: Path = ("classification", "scales", position, "levels")
        yield from unique([level.value for level in scale.levels], path)
    for position, band in enumerate(classification.bands):
        path = ("classification", "bands", position)
        if band.colour not in colours:
            yield Finding((*path, "colour"), "UNKNOWN_COLOUR", f"{band.colour} is no colour", ", ".join(colours))
        if band.highest < band.lowest:
            problem = f"{band.highest} is below {band.lowest}"
            yield Finding((*path, "highest"), "EMPTY_BAND", problem, f"{band.lowest} or more")
    for (_, first), (position, second) in combinations(enumerate(classification.bands), 2):
        if first.lowest <= second.highest and second.lowest <= first.highest:
            problem = f"overlaps the band {first.lowest}-{first.highest} of {first.colour}"
            allowed = "bands that share no score"
            yield Finding(("classification", "bands", position), "BANDS_OVERLAP", problem, allowed)
    scores = reachable_scores(ruleset)
    if len(scores) > MOST_SCORES:
        problem = f"the scales reach over {MOST_SCORES} scores"
        yield Finding(("classification", "scales"), "SCORES_TOO_MANY", problem, "fewer scales or levels")
        return
    bare = [score for score in scores if not any(band.lowest <= score <= band.highest for band in classification.bands)]
    if bare:
        problem = f"the scales reach {', '.join(map(str, bare))}, which no band covers"
        yield Finding(("classification", "bands"), "SCORES_UNCOVERED", problem, "a band for every reachable score")


def _hints(ruleset: Ruleset) -> Iterator[Finding]:
    """What hints and direct sanctions speak of is there."""
    costing = [one.id for one in ruleset.colours if one.sanction is not None and one.sanction.due == "ON_FAILURE"]
    colours = [colour.id for colour in ruleset.colours]
    scales = {scale.id: [level.value for level in scale.levels] for scale in ruleset.classification.scales}
    for position, hint in enumerate(ruleset.classification.hints):
        path: Path = ("classification", "hints", position)
        if hint.below not in colours:
            yield Finding((*path, "below"), "UNKNOWN_COLOUR", f"{hint.below} is no colour", ", ".join(colours))
        if hint.level not in scales.get(hint.scale, []):
            problem = f"{hint.scale} has no level {hint.level}"
            yield Finding((*path, "level"), "UNKNOWN_LEVEL", problem, "a level of one of the scales")
    for position, direct in enumerate(ruleset.direct_sanctions):
        for n, colour in enumerate(direct.colours):
            if colour not in costing:
                problem, place = f"{colour} costs nothing by a failure", ("direct_sanctions", position, "colours", n)
                yield Finding(place, "COLOUR_WITHOUT_SANCTION", problem, ", ".join(costing))


def _ladders(ruleset: Ruleset) -> Iterator[Finding]:
    colours = {colour.id: colour for colour in ruleset.colours}
    for position, colour in enumerate(ruleset.colours):
        path: Path = ("colours", position)
        if colour.next is not None and colour.next not in colours:
            allowed = ", ".join(colours)
            yield Finding((*path, "next"), "UNKNOWN_COLOUR", f"{colour.next} is no colour", allowed)
        walked, step = {colour.id}, colour.next
        while step is not None and step in colours and step not in walked:
            walked.add(step)
            step = colours[step].next
        if step in walked:
            problem = f"{colour.id} leads back to {step}"
            yield Finding((*path, "next"), "LADDER_CYCLIC", problem, "a way up that ends at a colour without next")
        if colour.sanction is not None and not colour.plan_required:
            problem = f"{colour.id} costs a sanction but requires no plan, so that nothing could end it"
            yield Finding((*path, "sanction"), "SANCTION_WITHOUT_PLAN", problem, "plan_required: true")
    needed = {colour.sanction.step for colour in ruleset.colours if colour.sanction is not None}
    yield from unique([ladder.id for ladder in ruleset.ladders], ("ladders",))
    for position, ladder in enumerate(ruleset.ladders):
        steps = [rate.step for rate in ladder.rates]
        yield from unique(steps, ("ladders", position, "rates"))
        missing = sorted(needed - set(steps))
        if missing:
            problem = f"{ladder.id} has no rate for {', '.join(missing)}"
            yield Finding(("ladders", position, "rates"), "RATE_MISSING", problem, ", ".join(sorted(needed)))
        if (position == len(ruleset.ladders) - 1) == bool(ladder.conditions):
            problem = f"{ladder.id} is the last ladder or has no conditions, but not both"
            allowed = "conditions on all ladders but the last, none on the last"
            yield Finding(("ladders", position), "LADDER_UNREACHABLE", problem, allowed)


def _track(ruleset: Ruleset) -> Iterator[Finding]:
    states = [state.id for state in ruleset.track.states]
    yield from unique(states, ("track", "states"))
    allowed = ", ".join(states)
    for position, step in enumerate(ruleset.track.steps):
        places = (*((("states", n), one) for n, one in enumerate(step.states)), (("to",), step.to))
        for where, one in places:
            if one is not None and one not in states:
                path: Path = ("track", "steps", position, *where)
                yield Finding(path, "UNKNOWN_STATE", f"{one} is no state", allowed)
        if step.action == "OPEN_CASE" and (step.states or step.to is None):
            problem = "an opening step has states, or no state that it leads to"
            yield Finding(("track", "steps", position), "OPENING_STEP", problem, "OPEN_CASE with to and without states")
    opening = [step.to for step in ruleset.track.steps if step.action == "OPEN_CASE" and step.to is not None]
    if not opening:
        yield Finding(("track", "steps"), "NO_OPENING", "no step opens a case", "a step with action OPEN_CASE")
    asked = [step for step in ruleset.track.steps if step.action == "REQUEST_SUPPLEMENT"]
    awaiting = {state for step in asked for state in ((step.to,) if step.to is not None else step.states)}
    receiving = {one for step in ruleset.track.steps if step.action == "RECEIVE_SUPPLEMENT" for one in step.states}
    for waiting in sorted(awaiting - receiving):
        problem = f"a supplement can be asked for that nobody can send from {waiting}"
        yield Finding(("track", "steps"), "RECEIPT_MISSING", problem, f"a RECEIVE_SUPPLEMENT step from {waiting}")
    yield from unreached(("track",), ruleset.track, opening)


def _outcomes(ruleset: Ruleset) -> dict[str, list[str]]:
    """Action → how it can come out, in the vocabulary of steps and mandates."""
    colours = [colour.id for colour in ruleset.colours]
    ladders = [ladder.id for ladder in ruleset.ladders]
    grounds: list[str] = [breach.ground for breach in ruleset.breaches]
    direct = [one.ground for one in ruleset.direct_sanctions]
    on_request = [colour for colour in ruleset.colours if colour.sanction and colour.sanction.due == "ON_REQUEST"]
    return {
        "OPEN_CASE": ["SIGNAL", "IMPULSE"],
        "RECORD_SIGNAL": ladders,
        "RECORD_IMPULSE": ladders,
        "REQUEST_PLAN": ["REQUESTED"],
        "START_IN_DEPTH": ["STARTED"],
        "CLASSIFY": colours,
        "SPLIT_CASE": ["SPLIT"],
        "SEND_CORRECTION_REQUEST": [colour.id for colour in ruleset.colours if colour.plan_required],
        "EXTEND_PLAN_DUE": ["EXTENDED"],
        "RECEIVE_PLAN": ["IN_TIME", "LATE"],
        "REQUEST_SUPPLEMENT": ["REQUESTED"],
        "RECEIVE_SUPPLEMENT": ["IN_TIME", "LATE"],
        "DECIDE_PLAN": ["APPROVED", "REJECTED"],
        "RECORD_FOLLOW_UP": ["APPROVED", "NOT_APPROVED"],
        "DECIDE_SANCTION": [*grounds, *(["ON_REQUEST"] if on_request else []), *direct],
        "REFRAIN_FROM_SANCTION": grounds,
        "DECIDE_NO_MEASURE": ["NO_FURTHER_MEASURE"],
        "CLOSE_CASE": ["NO_MEASURE", "CORRECTED", "AGREEMENT_ENDED"],
        "REOPEN_CASE": ["NO_MEASURE", "CORRECTED", "NO_FURTHER_MEASURE"],
        "RECORD_CONSULTATION": list(get_args(Standpoint)),
        "WITHHOLD_PAYMENT": ["WITHHELD"],
        "RELEASE_PAYMENT": ["RELEASED"],
        "TAKE_TERMINATION_POSITION": list(get_args(TerminationPosition)),
        "TERMINATE_AGREEMENT": [one.id for one in ruleset.termination.grounds] if ruleset.termination else [],
        "FLAG_RECURRENCE": ["FLAGGED"],
        "COMPLETE_TASK": ["DONE", "NOT_NEEDED"],
        **{act.id: list(act.possible) for act in ruleset.acts},
        "MOVE_TO_VERSION": ["MOVED"],
    }


def _covered(ruleset: Ruleset) -> Iterator[Finding]:
    """Every outcome that a step allows has a decider, every colour a step; only reopening leaves a closed state."""
    closed = {state.id for state in ruleset.track.states if state.closed}
    outcomes = _outcomes(ruleset)
    for position, step in enumerate(ruleset.track.steps):
        path: Path = ("track", "steps", position)
        for n, outcome in enumerate(step.outcomes):
            if outcome not in outcomes.get(step.action, step.outcomes):
                allowed = ", ".join(outcomes[step.action])
                yield Finding(
                    (*path, "outcomes", n), "UNKNOWN_OUTCOME", f"{step.action} never gives {outcome}", allowed
                )
        for n, state in enumerate(step.states):
            if state in closed and step.action != "REOPEN_CASE":
                problem = f"{step.action} leads out of {state}, which is closed"
                yield Finding((*path, "states", n), "LEAVES_CLOSED", problem, "states that are not closed")
    declared = {act.id for act in ruleset.acts}  # of theirs the procedure is asked, wherever they can be done
    for action, possible in outcomes.items():
        steps = [step for step in ruleset.track.steps if step.action == action]
        rows = [mandate for mandate in ruleset.mandates if mandate.action == action]
        for outcome in possible:
            stepped = any(not step.outcomes or outcome in step.outcomes for step in steps)
            if action == "CLASSIFY" and steps and not stepped:
                problem = f"no step takes a case that is classified {outcome}"
                yield Finding(("track", "steps"), "COLOUR_WITHOUT_STEP", problem, "a CLASSIFY step for every colour")
            by_any = any(not row.outcomes or outcome in row.outcomes for row in rows)
            if stepped and rows and not by_any and action not in declared:
                problem = f"nobody may {action} with the outcome {outcome}"
                yield Finding(("mandates",), "DECIDER_MISSING", problem, "a mandate for every outcome")


def _consultations(ruleset: Ruleset) -> Iterator[Finding]:
    """Whom a decision waits for can be consulted: it is a decision of the region's, and they may say their say."""
    heard = any(step.action == "RECORD_CONSULTATION" for step in ruleset.track.steps)
    may = {role for one in ruleset.mandates if one.action == "RECORD_CONSULTATION" for role in one.roles}
    decisions = [*get_args(CaseDecision), *(act.id for act in ruleset.acts if act.id != "OPEN_CASE")]
    for position, mandate in enumerate(ruleset.mandates):
        path: Path = ("mandates", position, "consult")
        if (mandate.consult or mandate.co_deciders) and mandate.action not in decisions:
            problem = f"{mandate.action} is not decided upon by the region: nobody is consulted on it"
            yield Finding(path, "CONSULT_ON_NO_DECISION", problem, ", ".join(decisions))
        for field in ("consult", "co_deciders"):
            for place, role in enumerate(getattr(mandate, field)):
                if not heard or role not in may:
                    problem = f"{role} is to be consulted on {mandate.action} and may not record a consultation"
                    allowed = "a RECORD_CONSULTATION step, and mandates for it that name the role"
                    yield Finding(("mandates", position, field, place), "CONSULT_UNHEARD", problem, allowed)
    for position, act in enumerate(ruleset.acts):
        for n, before in enumerate(act.after):
            for place, role in enumerate(before.unless_heard):
                if not heard or role not in may:
                    problem = f"{role} can be consulted on {act.id} and may not record a consultation"
                    allowed = "a RECORD_CONSULTATION step, and mandates for it that name the role"
                    where: Path = ("acts", position, "after", n, "unless_heard", place)
                    yield Finding(where, "CONSULT_UNHEARD", problem, allowed)


def _endings(ruleset: Ruleset) -> Iterator[Finding]:
    """What is held back can be paid out, and an agreement is terminated by rules that the table can follow."""
    acted = {step.action for step in ruleset.track.steps}
    if "WITHHOLD_PAYMENT" in acted and "RELEASE_PAYMENT" not in acted:
        problem = "a payment can be withheld, but none released"
        yield Finding(("track", "steps"), "RELEASE_MISSING", problem, "a RELEASE_PAYMENT step")
    rules = ruleset.termination
    if "TERMINATE_AGREEMENT" in acted and (rules is None or "TAKE_TERMINATION_POSITION" not in acted):
        problem = "an agreement can be terminated, but on no ground or without a position on it"
        allowed = "termination, and a TAKE_TERMINATION_POSITION step"
        yield Finding(("track", "steps"), "TERMINATION_RULES_MISSING", problem, allowed)
    if rules is None:
        return
    colours, duties = [one.id for one in ruleset.colours], [one.id for c in ruleset.colours for one in c.on_request]
    grounds: Path = ("termination", "grounds")
    yield from unique([ground.id for ground in rules.grounds], grounds)
    yield from unknown(grounds, named(rules.grounds, "colours"), colours, "UNKNOWN_COLOUR", "colour")
    if rules.answers is not None and rules.answers not in duties:
        problem = f"no colour raises {rules.answers} on its request"
        yield Finding(("termination", "answers"), "UNKNOWN_DUTY", problem, ", ".join(duties))


def _actions(ruleset: Ruleset) -> Iterator[Finding]:
    """Steps and mandates are of acts that the platform knows or the ruleset declares."""
    known = sorted([*ACTIONS, *(act.id for act in ruleset.acts)])
    yield from unknown(("track", "steps"), named(ruleset.track.steps, "action"), known, "UNKNOWN_ACTION", "act")
    yield from unknown(("mandates",), named(ruleset.mandates, "action"), known, "UNKNOWN_ACTION", "act")


_NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "CLASSIFY": ("classification", "colours"),
    "SEND_CORRECTION_REQUEST": ("classification", "colours", "ladders", "accrual", "plan", "breaches"),
    "REQUEST_PLAN": ("plan",),
    "DECIDE_SANCTION": ("ladders", "accrual", "breaches"),
    "RECORD_SIGNAL": ("ladders", "signal_tie"),
    "RECORD_IMPULSE": ("ladders", "signal_tie"),
}


def _sections(ruleset: Ruleset) -> Iterator[Finding]:
    """What the platform's own acts go by is there; a case opens by one of them, or by an act of the ruleset."""
    acted = {step.action for step in ruleset.track.steps}
    declared = any(act.id == "OPEN_CASE" for act in ruleset.acts)
    needed = {section: action for action, sections in _NEEDED.items() if action in acted for section in sections}
    if not declared:
        needed |= dict.fromkeys(("ladders", "signal_tie"), "OPEN_CASE")
    empty = Ruleset.model_fields
    for section, action in needed.items():
        if getattr(ruleset, section) == empty[section].default:
            problem = f"{action} goes by {section}, which is left out"
            yield Finding((), "SECTION_MISSING", problem, section)


def _references(ruleset: Ruleset) -> Iterator[Finding]:
    tracks: tuple[Track | SideTrack, ...] = (ruleset.track, *ruleset.side_tracks)
    acted = {step.action for track in tracks for step in track.steps}
    decided = {mandate.action for mandate in ruleset.mandates}
    for action in sorted(acted - decided):
        yield Finding(("mandates",), "DECIDER_MISSING", f"nobody may {action}", "a mandate for every action")
    yield from unlisted(ruleset.model_dump(), ruleset.documents)


def lint(ruleset: Ruleset) -> list[Finding]:
    """Everything that makes the ruleset unfit to decide by, in document order of its sections."""
    return [
        *_classification(ruleset),
        *_hints(ruleset),
        *_ladders(ruleset),
        *_actions(ruleset),
        *_track(ruleset),
        *_covered(ruleset),
        *_consultations(ruleset),
        *_endings(ruleset),
        *_sections(ruleset),
        *lint_procedure(ruleset),
        *lint_team(ruleset),
        *_references(ruleset),
    ]


def unknown_roles(ruleset: Ruleset, catalogue: Iterable[str]) -> list[Finding]:
    """What names a role that the catalogue does not have; who is told, or gets a report, may be a body as well."""
    known = sorted(catalogue)
    bodies = [one.id for one in ruleset.bodies]
    return [
        Finding(path, "UNKNOWN_ROLE", f"{role} is no role", ", ".join([*known, *(bodies if told else [])]))
        for path, role, told in _roles(ruleset)
        if role not in known and not (told and role in bodies)
    ]


def _roles(ruleset: Ruleset) -> Iterator[tuple[Path, str, bool]]:
    """Every role that the ruleset names, and whether a body could stand there."""
    lists: list[tuple[Path, Sequence[object], tuple[str, ...], bool]] = [
        (("mandates",), ruleset.mandates, ("roles", "co_deciders", "consult"), False),
        (("mandates",), ruleset.mandates, ("propose", "inform"), True),
        (("positions",), ruleset.positions, ("role",), False),
        (("reports",), ruleset.reports, ("owners", "recipients"), True),
    ]
    lists += [
        (("mandates", n, "otherwise"), one.otherwise, ("roles",), False) for n, one in enumerate(ruleset.mandates)
    ]
    lists += [(("acts", n, "after"), one.after, ("unless_heard",), False) for n, one in enumerate(ruleset.acts)]
    lists += [(("checklists", n, "tasks"), one.tasks, ("owners",), False) for n, one in enumerate(ruleset.checklists)]
    for path, ones, fields, told in lists:
        for field in fields:
            yield from (((*path, *place), role, told) for place, role in named(ones, field))
    for n, act in enumerate(ruleset.acts):
        for m, role in enumerate(act.due.owners if act.due else ()):
            yield ("acts", n, "due", "owners", m), role, False
