"""Where an act that the team alone may read would show in what others see of a case (VG-10, PV-02).

Who does not see it sees a case without it, and acts on that: nothing that they see may depend on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from service.rules.finding import Finding, named
from service.rules.procedure import SideTrack, Track, When
from service.rules.ruleset import Ruleset
from service.rules.team import acts_of_team, acts_that_tell, told_by_team, track_of_team
from service.rules.yaml_text import Path


def lint_team(ruleset: Ruleset) -> list[Finding]:
    """Errors in document order of the sections; none for a ruleset without such acts."""
    return [*_acts(ruleset), *_moves(ruleset), *_tells(ruleset)] if acts_of_team(ruleset) else []


def _acts(ruleset: Ruleset) -> Iterator[Finding]:
    for n, act in enumerate(ruleset.acts):
        if act.audience == "TEAM" and act.id == "OPEN_CASE":
            problem = "OPEN_CASE begins a case that others see"
            yield Finding(("acts", n, "audience"), "TEAM_ACT_MOVES", problem, "STAFF or PARTY")
        if act.audience == "TEAM" and ruleset.ladders:
            problem = f"a certificate of what is owed shows every event of a case with rates, also {act.id}"
            yield Finding(("acts", n, "audience"), "TEAM_ACT_TELLS", problem, "STAFF or PARTY")


def _tracks_of_others(ruleset: Ruleset) -> Iterator[tuple[Path, Track | SideTrack]]:
    yield ("track",), ruleset.track
    for n, one in enumerate(ruleset.side_tracks):
        if not track_of_team(ruleset, one):
            yield ("side_tracks", n), one


def _moves(ruleset: Ruleset) -> Iterator[Finding]:
    acts = acts_that_tell(ruleset)
    for path, track in _tracks_of_others(ruleset):
        for n, step in enumerate(track.steps):
            if step.action in acts and step.to is not None:
                problem = f"{step.action} leads to {step.to}, which others see"
                allowed = "a step without `to`, or a side track of such acts alone"
                yield Finding((*path, "steps", n, "to"), "TEAM_ACT_MOVES", problem, allowed)


def _tells(ruleset: Ruleset) -> Iterator[Finding]:
    allowed = "what others may read"
    for path, conditions in _conditions_of_others(ruleset):
        for n, one in enumerate(conditions):
            if told_by_team(ruleset, (one,)):
                problem = f"what others see depends on {one.act or one.field}, which the team alone may read"
                yield Finding((*path, n), "TEAM_ACT_TELLS", problem, allowed)
    for path, name in _named_by_others(ruleset):
        yield Finding(
            path, "TEAM_ACT_TELLS", f"what others do waits for {name}, which the team alone may read", allowed
        )


def _conditions_of_others(ruleset: Ruleset) -> Iterator[tuple[Path, Sequence[When]]]:
    """The conditions of all that is not the team's own, with their path."""
    acts = acts_of_team(ruleset)
    for n, party in enumerate(ruleset.parties):
        yield ("parties", n, "when"), party.when
    for n, act in enumerate(ruleset.acts):
        if act.id not in acts:
            yield from ((("acts", n, "asks", m, "when"), one.when) for m, one in enumerate(act.asks))
            yield from ((("acts", n, "after", m, "unless"), one.unless) for m, one in enumerate(act.after))
            yield from ((("acts", n, "bars", m, "when"), one.when) for m, one in enumerate(act.bars))
    for path, track in _tracks_of_others(ruleset):
        if isinstance(track, SideTrack):
            yield (*path, "opened_by"), track.opened_by
        for n, step in enumerate(track.steps):
            if step.action not in acts:
                yield (*path, "steps", n, "when"), step.when


def _named_by_others(ruleset: Ruleset) -> Iterator[tuple[Path, str]]:
    """What is the team's own and an act of others waits for: its acts, its side tracks, tasks that it alone sees."""
    acts, telling = acts_of_team(ruleset), acts_that_tell(ruleset)
    for n, act in enumerate(ruleset.acts):
        if act.id in acts:
            continue
        path: Path = ("acts", n)
        yield from (((*path, "after", *place), one) for place, one in named(act.after, "acts") if one in telling)
        if act.due is not None:
            met_by = enumerate(act.due.met_by)
            yield from (((*path, "due", "met_by", m), one) for m, one in met_by if one in acts)
    own = {one.id for one in ruleset.side_tracks if track_of_team(ruleset, one)}
    for path, track in _tracks_of_others(ruleset):
        others = named(track.steps, "closed_tracks")
        yield from (((*path, "steps", *place), one) for place, one in others if one in own)
    for n, checklist in enumerate(ruleset.checklists):
        conditions = (*checklist.opened_by, *(when for task in checklist.tasks for when in task.when))
        if told_by_team(ruleset, conditions):
            before = enumerate(checklist.before)
            yield from ((("checklists", n, "before", m), checklist.id) for m, one in before if one not in acts)
