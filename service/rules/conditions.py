"""Whether conditions of a ruleset hold of a case: by what was stated in it, and by what has been done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from service.domain.case import Act
from service.domain.steps import Value
from service.rules.procedure import When


def hold(conditions: Iterable[When], values: Mapping[str, Value], acts: Sequence[Act]) -> bool:
    """Whether all of `conditions` hold; what was never stated is no option, and not true."""
    return all(_holds(one, values, acts) for one in conditions)


def _holds(condition: When, values: Mapping[str, Value], acts: Sequence[Act]) -> bool:
    if condition.act is not None:
        return condition.done == any(
            act.action == condition.act and (not condition.outcomes or act.outcome in condition.outcomes)
            for act in acts
        )
    stated = values.get(condition.field or "")
    if condition.holds is not None:
        return condition.holds == (stated is True)
    chosen = stated if isinstance(stated, tuple) else (stated,)
    return any(option in condition.any_of for option in chosen)
