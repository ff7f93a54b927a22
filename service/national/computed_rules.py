"""What of a region's own events counts as what nationally: data, for regions name their fields and options themselves.

A colour or a decider can be named nowhere here: those are each region's own, and national figures use neither (AM-20).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Annotated, Final, Literal, get_args

from pydantic import Field

from service.national.definitions import Computed, DocumentRef, NationalPackage
from service.rules.finding import Finding, unique, unknown, unlisted
from service.rules.problems import DocumentRefused, Kind
from service.rules.sourced import Id, Rule, Section, Text
from service.rules.yaml_text import Path

OfTemplate = Literal["AGREEMENTS_FOLLOWED_UP", "ACTION_PLANS", "FURTHER_MEASURES"]
"""What a template states as a number, over the number of agreements."""
OF_DEVIATIONS: Final[tuple[Computed, ...]] = ("DEVIATIONS",)
OF_SANCTIONS: Final[tuple[Computed, ...]] = (
    "PLANS_IN_TIME",
    "DAYS_TO_CORRECTION",
    "RUNNING_SANCTIONS",
    "SANCTIONED_SEK",
)
OF_TEMPLATES: Final[tuple[Computed, ...]] = get_args(OfTemplate)
"""Which figures each section serves."""


class Split(Rule):
    """Which category of a dimension a case, or a template, stands in, by what is known of it.

    FIELD: what was stated last in `field`. OUTCOME: how its opening came out. LADDER: the ladder that it follows.
    LEGAL_BASIS: that of the agreement that it was opened under. `options` are categories by what may stand there,
    whatever its case; `otherwise` is the category of all else, and without one all else is not counted.
    """

    dimension: Id
    of: Literal["FIELD", "OUTCOME", "LADDER", "LEGAL_BASIS"]
    field: Id | None = None
    options: dict[Text, Id] = Field(default_factory=dict)
    otherwise: Id | None = None


class Counted(Rule):
    """A procedure whose cases count, and what their figures are split by."""

    procedure: Id
    splits: tuple[Split, ...] = ()


class Template(Counted):
    """A procedure in which the agreements of a year are counted by people, in an act for each area.

    Only cases that opened with one of `outcomes` count, and whose fields `starts` and `ends` make a calendar year. Of
    an act for the same area the last counts. `agreements` is the field of the denominator.
    """

    outcomes: Annotated[tuple[Id, ...], Field(min_length=1)]
    starts: Id
    ends: Id
    act: Id
    area: Id
    agreements: Id
    counts: dict[OfTemplate, Id]


class ComputedRules(Section):
    """The mapping as a whole. `sanctions` are of procedures with requests, plans and rates as the platform knows them.

    `documents` are those that rules quote.
    """

    documents: dict[str, DocumentRef]
    deviations: tuple[Counted, ...] = ()
    sanctions: tuple[Counted, ...] = ()
    templates: tuple[Template, ...] = ()

    def of(self, computed: Computed) -> tuple[Counted, ...]:
        """The procedures that a figure is counted in."""
        return next(found for metrics, found in self._sections() if computed in metrics)

    def _sections(self) -> tuple[tuple[tuple[Computed, ...], tuple[Counted, ...]], ...]:
        return (OF_DEVIATIONS, self.deviations), (OF_SANCTIONS, self.sanctions), (OF_TEMPLATES, self.templates)


class ComputedRulesRefused(DocumentRefused):
    """A mapping with problems; nothing may be counted by it."""


_KIND: Final = Kind(ComputedRules, ComputedRulesRefused)


def load_computed(content: str, package: NationalPackage, *, file: str) -> ComputedRules:
    """The mapping of a YAML text to `package`; ComputedRulesRefused with every problem found where there is any."""
    return _KIND.loaded(content, file, partial(_lint, package))[0]


def _lint(package: NationalPackage, rules: ComputedRules) -> list[Finding]:
    sections: Mapping[str, tuple[tuple[Counted, ...], tuple[Computed, ...]]] = {
        "deviations": (rules.deviations, OF_DEVIATIONS),
        "sanctions": (rules.sanctions, OF_SANCTIONS),
        "templates": (rules.templates, OF_TEMPLATES),
    }
    return [
        *(one for name, (counted, serves) in sections.items() for one in _section(package, name, counted, serves)),
        *unlisted(rules.model_dump(), rules.documents),
    ]


def _section(
    package: NationalPackage, name: str, counted: Iterable[Counted], serves: tuple[Computed, ...]
) -> Iterator[Finding]:
    rules = list(counted)
    yield from unique([one.procedure for one in rules], (name,))
    served = [set(one.dimensions) for one in package.indicators if one.computed in serves]
    dimensions = sorted(set().union(*served))
    for n, one in enumerate(rules):
        path: Path = (name, n, "splits")
        split_by = [split.dimension for split in one.splits]
        yield from unique(split_by, path)
        yield from unknown(path, (((m, "dimension"), by) for m, by in enumerate(split_by)), dimensions, *_NO_DIMENSION)
        if set(split_by) != {split.dimension for split in rules[0].splits}:
            problem = f"{one.procedure} is split by others than {rules[0].procedure}: the parts would not add up"
            allowed = ", ".join(split.dimension for split in rules[0].splits) or "no splits"
            yield Finding(path, "SPLITS_DIFFER", problem, allowed)
        for m, split in enumerate(one.splits):
            yield from _split(package, split, (*path, m))


_NO_DIMENSION: Final = ("UNKNOWN_DIMENSION", "dimension that these figures are split by")


def _split(package: NationalPackage, split: Split, path: Path) -> Iterator[Finding]:
    if (split.of == "FIELD") != (split.field is not None):
        yield Finding((*path, "field"), "FIELD_OF_SPLIT", f"{split.of} with field {split.field}", "FIELD with a field")
    found = package.dimension(split.dimension)
    known = [] if found is None else [one.id for one in found.categories]
    yield from unknown(
        path, ((("options", option), one) for option, one in split.options.items()), known, *_NO_CATEGORY
    )
    if split.otherwise is not None:
        yield from unknown(path, [(("otherwise",), split.otherwise)], known, *_NO_CATEGORY)
    if not split.options and split.otherwise is None:
        yield Finding(path, "NOTHING_COUNTED", f"{split.dimension} has no category for anything", "options, otherwise")


_NO_CATEGORY: Final = ("UNKNOWN_CATEGORY", "category of the dimension")
