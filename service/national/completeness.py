"""Which figures a round asks of a region, and which of them are there (NI-03, NI-07, NI-14)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from service.national.definitions import SEX, Indicator, NationalPackage
from service.national.observations import Key, Observation, Status, categories
from service.national.periods import ReportingPeriod


@dataclass(frozen=True, slots=True)
class Asked:
    """What a round asks of one region: the indicators, by their ids, in those of their periods that it covers."""

    region: str
    period: ReportingPeriod
    indicators: tuple[str, ...]

    def definitions(self, package: NationalPackage) -> dict[tuple[str, ReportingPeriod], Indicator]:
        """The indicator by id and period, in the version that is valid when the period begins; in order."""
        return {
            (one.id, part): one
            for wanted in self.indicators
            for one in package.indicators
            if one.id == wanted
            for part in self.period.parts(one.period)
            if package.indicator(wanted, part.start) is one
        }

    def expected(self, package: NationalPackage) -> tuple[Key, ...]:
        """The total of every indicator and period, and each sex where the indicator is split by it (NI-14)."""
        sex = package.dimension(SEX)
        sexes = () if sex is None else tuple(one.id for one in sex.categories)
        return tuple(
            Key(indicator, self.region, period, split)
            for (indicator, period), definition in self.definitions(package).items()
            for split in ((), *(categories(**{SEX: one}) for one in sexes if SEX in definition.dimensions))
        )


@dataclass(frozen=True, slots=True)
class Completeness:
    """How far a region has delivered what was asked: `answered` figures, `absent` ones with why, and `missing` ones."""

    answered: tuple[Key, ...]
    absent: Mapping[Key, Status]
    missing: tuple[Key, ...]

    @property
    def delivered(self) -> int:
        """Of `expected`: with a figure, or with a status that says why there is none."""
        return len(self.answered) + len(self.absent)

    @property
    def expected(self) -> int:
        return self.delivered + len(self.missing)

    @property
    def complete(self) -> bool:
        return not self.missing


def unexplained(observation: Observation) -> bool:
    """Whether a region chose not to report and does not say why (NI-07)."""
    return observation.status == "NOT_REPORTED_BY_CHOICE" and not (observation.comment or "").strip()


def completeness(package: NationalPackage, asked: Asked, observations: Iterable[Observation]) -> Completeness:
    """What is there of the asked. An absent total speaks for its sexes too; a choice without a reason is missing."""
    delivered = {one.key: one for one in observations}
    answered, absent, missing = [], dict[Key, Status](), []
    for key in asked.expected(package):
        found = delivered.get(key)
        if found is None and (total := delivered.get(Key(key.indicator, key.region, key.period))) is not None:
            found = None if total.valued else total
        if found is None or unexplained(found):
            missing.append(key)
        elif found.valued:
            answered.append(key)
        else:
            absent[key] = found.status
    return Completeness(tuple(answered), absent, tuple(missing))
