"""What is wrong, or to be thought of, with the acts, fields, tracks, checklists, groups and reports of a ruleset."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from pydantic import BaseModel

from service.rules.finding import Finding, named, unique, unknown
from service.rules.procedure import SideTrack, Track, When
from service.rules.ruleset import ACTIONS, Ruleset
from service.rules.yaml_text import Path


def lint_procedure(ruleset: Ruleset) -> list[Finding]:
    """Errors, and warnings (`severity`) of what people have to settle, in document order of the sections."""
    return [
        *_subject(ruleset),
        *_fields(ruleset),
        *_acts(ruleset),
        *_conditions(ruleset),
        *_tracks(ruleset),
        *_checklists(ruleset),
        *_groups(ruleset),
        *_people(ruleset),
        *_reports(ruleset),
        *_mandates(ruleset),
    ]


def _subject(ruleset: Ruleset) -> Iterator[Finding]:
    if ruleset.subject.agreement and ruleset.subject.unit != "REQUIRED":
        problem = "an agreement is of a care unit, and the case need not have one"
        yield Finding(("subject", "agreement"), "AGREEMENT_OF_NO_UNIT", problem, "agreement: false, or unit: REQUIRED")
    for position, party in enumerate(ruleset.parties):
        if party.organisation == "UNIT" and ruleset.subject.unit == "NONE":
            problem = "the care unit is a party, and no case has one"
            yield Finding(("parties", position, "organisation"), "PARTY_OF_NO_UNIT", problem, "a counterpart")


def _fields(ruleset: Ruleset) -> Iterator[Finding]:
    yield from unique([one.id for one in ruleset.fields], ("fields",))
    groups = [one.id for one in ruleset.groups]
    asked = {one.field for act in ruleset.acts for one in act.asks}
    for position, field in enumerate(ruleset.fields):
        path: Path = ("fields", position)
        yield from unique([one.id for one in field.options], (*path, "options"))
        if field.group is not None:
            yield from unknown(path, [(("group",), field.group)], groups, "UNKNOWN_GROUP", "group")
        if field.id not in asked:
            yield Finding(path, "FIELD_UNASKED", f"no act asks {field.id}", "a field that some act asks")
        for one, other in combinations(field.options, 2):
            for criterion in one.criteria:
                if criterion.id in {each.id for each in other.criteria}:
                    problem = f"{criterion.id} speaks for {one.id} and for {other.id}: the person has to choose"
                    yield Finding(
                        (*path, "options"), "CRITERION_TWICE", problem, "a criterion under one option", "WARNING"
                    )


def _acts(ruleset: Ruleset) -> Iterator[Finding]:
    yield from unique([one.id for one in ruleset.acts], ("acts",))
    fields = {one.id: one for one in ruleset.fields}
    stepped = {step.action for track in _all(ruleset) for step in track[1].steps}
    acts = [act.id for act in ruleset.acts]
    for position, act in enumerate(ruleset.acts):
        path: Path = ("acts", position)
        if act.id in ACTIONS and act.id != "OPEN_CASE":
            problem = f"{act.id} is an act that the platform knows"
            yield Finding((*path, "id"), "ACT_OF_THE_PLATFORM", problem, "another id; of its own, OPEN_CASE alone")
        if act.id not in stepped:
            yield Finding((*path, "id"), "ACT_WITHOUT_STEP", f"no step lets {act.id} be done", "a step of some track")
        yield from unique([one.id for one in act.outcomes], (*path, "outcomes"))
        yield from unique([one.field for one in act.asks], (*path, "asks"))
        yield from unknown((*path, "asks"), named(act.asks, "field"), list(fields), "UNKNOWN_FIELD", "field")
        yield from unknown((*path, "after"), named(act.after, "acts"), [*acts, *ACTIONS], "UNKNOWN_ACTION", "act")
        for n, balance in enumerate(act.balances):
            for name in (balance.total, *balance.plus, *balance.minus):
                if name not in fields or fields[name].kind != "WHOLE":
                    problem = f"{name} is no whole number"
                    allowed = ", ".join(one.id for one in ruleset.fields if one.kind == "WHOLE")
                    yield Finding((*path, "balances", n), "BALANCE_OF_NO_NUMBERS", problem, allowed)
        yield from _due(ruleset, position)


def _due(ruleset: Ruleset, position: int) -> Iterator[Finding]:
    """The frame of a day is not empty, what is assumed lies in it, and something can meet it."""
    act = ruleset.acts[position]
    due, path = act.due, ("acts", position, "due")
    if due is None:
        return
    acts = [one.id for one in ruleset.acts]
    yield from unknown(("acts", position), _of_due(due.met_by, "met_by"), acts, "UNKNOWN_ACTION", "act")
    yield from unknown(
        ("acts", position), _of_due(due.outcomes, "outcomes"), act.possible, "UNKNOWN_OUTCOME", "outcome"
    )
    least, most = due.least_months, due.most_months
    if least is not None and most is not None and most < least:
        yield Finding((*path, "most_months"), "FRAME_EMPTY", f"{most} is below {least}", f"{least} or more")
    if due.least_days is not None and due.most_days is not None and due.most_days < due.least_days:
        problem = f"{due.most_days} is below {due.least_days}"
        yield Finding((*path, "most_days"), "FRAME_EMPTY", problem, f"{due.least_days} or more")
    if due.months is not None and not (least or 0) <= due.months <= (most or due.months):
        problem = f"{due.months} months lie outside the frame"
        yield Finding((*path, "months"), "DUE_OUTSIDE_FRAME", problem, f"{least or 0}-{most or ''}")


def _of_due(ids: tuple[str, ...], field: str) -> Iterator[tuple[Path, str]]:
    return ((("due", field, n), one) for n, one in enumerate(ids))


def _all(ruleset: Ruleset) -> list[tuple[Path, Track | SideTrack]]:
    found: list[tuple[Path, Track | SideTrack]] = [(("track",), ruleset.track)]
    found += [(("side_tracks", n), one) for n, one in enumerate(ruleset.side_tracks)]
    return found


def _conditions(ruleset: Ruleset) -> Iterator[Finding]:
    """What conditions speak of is there: a field with that option, a truth, an act with that outcome."""
    fields = {one.id: one for one in ruleset.fields}
    acts = {act.id: act.possible for act in ruleset.acts}
    for path, when in _whens(ruleset):
        if when.act is not None:
            if when.act not in acts and when.act not in ACTIONS:
                yield Finding((*path, "act"), "UNKNOWN_ACTION", f"{when.act} is no act", ", ".join(acts))
            for n, one in enumerate(when.outcomes):
                if when.act in acts and one not in acts[when.act]:
                    problem, allowed = f"{when.act} never gives {one}", ", ".join(acts[when.act])
                    yield Finding((*path, "outcomes", n), "UNKNOWN_OUTCOME", problem, allowed)
            continue
        field = fields.get(when.field or "")
        if field is None:
            yield Finding((*path, "field"), "UNKNOWN_FIELD", f"{when.field} is no field", ", ".join(fields))
            continue
        options = [one.id for one in field.options]
        for n, one in enumerate(when.any_of):
            if one not in options:
                problem = f"{field.id} has no option {one}"
                yield Finding((*path, "any_of", n), "UNKNOWN_OPTION", problem, ", ".join(options))
        if when.holds is not None and field.kind != "TRUTH":
            yield Finding((*path, "holds"), "NO_TRUTH", f"{field.id} is not a truth", "a field of the kind TRUTH")


def _whens(ruleset: Ruleset) -> Iterator[tuple[Path, When]]:
    """Every condition of the ruleset with its path."""

    def walk(value: object, path: Path) -> Iterator[tuple[Path, When]]:
        if isinstance(value, When):
            yield path, value
        elif isinstance(value, tuple):
            for n, one in enumerate(value):
                yield from walk(one, (*path, n))
        elif isinstance(value, BaseModel):
            for name in type(value).model_fields:
                yield from walk(getattr(value, name), (*path, name))

    for section in ("parties", "acts", "track", "side_tracks", "checklists"):
        yield from walk(getattr(ruleset, section), (section,))


def _tracks(ruleset: Ruleset) -> Iterator[Finding]:
    sides = [one.id for one in ruleset.side_tracks]
    yield from unique(sides, ("side_tracks",))
    known = [*ACTIONS, *(act.id for act in ruleset.acts)]
    for path, track in _all(ruleset):
        states, steps = [state.id for state in track.states], (*path, "steps")
        yield from unknown(steps, named(track.steps, "closed_tracks"), sides, "UNKNOWN_TRACK", "side track")
        yield from unknown((*path, "order"), named(track.order, "states"), states, "UNKNOWN_STATE", "state")
        yield from _ambiguous(path, track)
        yield from _unending(path, track)
        if path != ("track",):
            yield from unique(states, (*path, "states"))
            yield from unknown(steps, named(track.steps, "action"), known, "UNKNOWN_ACTION", "act")
            for field in ("states", "to"):
                yield from unknown(steps, named(track.steps, field), states, "UNKNOWN_STATE", "state")
            yield from unreached(path, track, [track.states[0].id])


def _ambiguous(path: Path, track: Track | SideTrack) -> Iterator[Finding]:
    """Two steps of one act, outcome and state lead to one state: where a case stands follows from its acts alone."""
    for (_, first), (n, second) in combinations(enumerate(track.steps), 2):
        same = first.action == second.action and first.to != second.to
        outcomes = not first.outcomes or not second.outcomes or set(first.outcomes) & set(second.outcomes)
        states = set(first.states) & set(second.states) or (not first.states and not second.states)
        if same and outcomes and states:
            problem = f"{second.action} leads to {first.to} and to {second.to} from one state by one outcome"
            yield Finding((*path, "steps", n), "STEPS_AMBIGUOUS", problem, "an outcome of its own for each way")


def _unending(path: Path, track: Track | SideTrack) -> Iterator[Finding]:
    """From every state, some way leads to a closed one."""
    ends = {state.id for state in track.states if state.closed}
    before = set[str]()
    while ends != before:
        before = set(ends)
        ends |= {state for step in track.steps if step.to in ends for state in step.states}
    for n, state in enumerate(track.states):
        if state.id not in ends:
            problem = f"no way leads on from {state.id} to a closed state"
            yield Finding((*path, "states", n), "STATE_UNENDING", problem, "a step that leads on, or closed: true")


def unreached(path: Path, track: Track | SideTrack, first: Iterable[str]) -> Iterator[Finding]:
    """STATE_UNREACHABLE for each state that no steps lead to from the `first` ones."""
    reached, before = set(first), set[str]()
    while reached != before:
        before = set(reached)
        reached |= {step.to for step in track.steps if step.to is not None and reached.intersection(step.states)}
    for n, state in enumerate(track.states):
        if state.id not in reached:
            problem = f"nothing leads to {state.id}"
            yield Finding((*path, "states", n), "STATE_UNREACHABLE", problem, "states that a step leads to")


def _checklists(ruleset: Ruleset) -> Iterator[Finding]:
    yield from unique([one.id for one in ruleset.checklists], ("checklists",))
    acts = [act.id for act in ruleset.acts]
    yield from unknown(("checklists",), named(ruleset.checklists, "before"), acts, "UNKNOWN_ACTION", "act")
    for position, checklist in enumerate(ruleset.checklists):
        path: Path = ("checklists", position)
        yield from unique([one.id for one in checklist.tasks], (*path, "tasks"))
        yield from unknown((*path, "tasks"), named(checklist.tasks, "same_day_as"), acts, "UNKNOWN_ACTION", "act")
        for n, task in enumerate(checklist.tasks):
            if not task.owners:
                problem = f"{task.id} has no owner"
                allowed = "the role whose task it is"
                yield Finding((*path, "tasks", n, "owners"), "OWNER_MISSING", problem, allowed, "WARNING")


def _groups(ruleset: Ruleset) -> Iterator[Finding]:
    yield from unique([one.id for one in ruleset.groups], ("groups",))
    for position, group in enumerate(ruleset.groups):
        path: Path = ("groups", position, "members")
        yield from unique([one.id for one in group.members], path)
        for n, member in enumerate(group.members):
            if member.most < member.least:
                problem = f"{member.most} is below {member.least}"
                yield Finding((*path, n, "most"), "FRAME_EMPTY", problem, f"{member.least} or more")


def _people(ruleset: Ruleset) -> Iterator[Finding]:
    yield from unique([one.id for one in ruleset.bodies], ("bodies",))
    for position, held in enumerate(ruleset.positions):
        if held.named is not None and held.named < held.least:
            problem = f"{held.least} are to hold {held.role}, the document names {held.named}"
            yield Finding(
                ("positions", position, "named"), "POSITION_UNFILLED", problem, f"{held.least} or more", "WARNING"
            )


def _reports(ruleset: Ruleset) -> Iterator[Finding]:
    yield from unique([one.id for one in ruleset.reports], ("reports",))
    acts = [act.id for act in ruleset.acts]
    for position, report in enumerate(ruleset.reports):
        path: Path = ("reports", position)
        if not report.recipients:
            allowed = "roles, or bodies of the ruleset"
            yield Finding((*path, "recipients"), "RECIPIENT_MISSING", f"{report.id} goes to nobody", allowed)
        if report.cadence.act is not None and report.cadence.act not in acts:
            problem = f"{report.cadence.act} is no act"
            yield Finding((*path, "cadence", "act"), "UNKNOWN_ACTION", problem, ", ".join(acts))


def _mandates(ruleset: Ruleset) -> Iterator[Finding]:
    """Who decides is one thing: a document that names others elsewhere is for people to settle."""
    sides = [one.id for one in ruleset.side_tracks]
    yield from unknown(("mandates",), named(ruleset.mandates, "tracks"), sides, "UNKNOWN_TRACK", "side track")
    acts = {act.id: act.possible for act in ruleset.acts}
    for position, mandate in enumerate(ruleset.mandates):
        path: Path = ("mandates", position)
        if mandate.action in acts:
            outcomes = [(("outcomes", n), one) for n, one in enumerate(mandate.outcomes)]
            yield from unknown(path, outcomes, acts[mandate.action], "UNKNOWN_OUTCOME", "outcome")
        for n, other in enumerate(mandate.otherwise):
            roles, others = ", ".join(mandate.roles), ", ".join(other.roles)
            problem = f"{roles} may {mandate.action}; elsewhere the document names {others}"
            yield Finding((*path, "otherwise", n), "DECIDERS_DIFFER", problem, "one decider for the act", "WARNING")
    for n, act in enumerate(ruleset.acts):
        rows = [one for one in ruleset.mandates if one.action == act.id]
        for outcome in act.possible:
            if rows and not any(not row.outcomes or outcome in row.outcomes for row in rows):
                problem = f"nobody may {act.id} with the outcome {outcome}"
                yield Finding(("acts", n), "DECIDER_MISSING", problem, "a mandate for every outcome")
