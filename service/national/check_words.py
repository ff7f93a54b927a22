"""What the checks and the verdicts say, in Swedish and English, by code."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from service.domain.words import Language, Words, filled
from service.national.definitions import NationalPackage
from service.national.finding import Finding

STATUSES: Final[Mapping[str, Words]] = {
    "NORMAL": Words("Redovisad", "Reported"),
    "PRELIMINARY": Words("Preliminär", "Preliminary"),
    "BREAK": Words("Brott i serien", "A break in the series"),
    "DEFINITION_DIFFERS": Words("Räknad efter en annan definition", "Counted by another definition"),
    "NOT_REPORTED": Words("Inte redovisad", "Not reported"),
    "NOT_REPORTED_BY_CHOICE": Words("Regionen avstår från att redovisa", "The region chooses not to report"),
    "NOT_APPLICABLE": Words("Inte tillämplig", "Not applicable"),
    "SUPPRESSED": Words("Dold: liten, eller skulle röja en liten", "Hidden: small, or it would disclose a small one"),
    "IMPLAUSIBLE": Words("Orimlig", "Implausible"),
}
"""The statuses of A15; none of those without a figure is a zero"""

REASONS: Final[Mapping[str, Words]] = {
    "SCOPE_CHANGED": Words("OMFATTNING_ÄNDRAD – omfattningen är inte densamma", "The scope is not the same"),
    "OTHER_SOURCE": Words("ANNAN_KÄLLA – källan är inte densamma", "The source is not the same"),
    "CODE_TEXT_CHANGED": Words("KODTEXT_ÄNDRAD – kodens text är inte densamma", "The code's text is not the same"),
    "REGISTRANT_DIFFERS": Words("Det är inte samma som registrerar", "It is not the same who register"),
    "DEFINITION_VERSION_DIFFERS": Words(
        "Definitionen har inte samma version", "The definition is not of the same version"
    ),
    "COVERAGE_DIFFERS": Words("Täckningsgraden skiljer sig", "Coverage differs"),
    "COVERAGE_LOW": Words("Täckningsgraden är låg", "Coverage is low"),
    "DENOMINATOR_CHANGED": Words("Nämnaren har ändrats mycket", "The denominator has changed much"),
    "ANSWERING_DIFFERS": Words("Det är inte samma regioner som svarat", "It is not the same regions that answered"),
    "NO_VALUE": Words("Inget värde går att räkna fram", "No value can be worked out"),
}
"""Reasons of a verdict beside statuses and the flags of a package"""

CHECKS: Final[Mapping[str, Words]] = {
    "OUTSIDE_ROUND": Words(
        "Omgången frågar inte region {region} efter {indicator} för {period}.",
        "The round does not ask region {region} for {indicator} of {period}.",
    ),
    "FIGURE_TWICE": Words("Siffran står {times} gånger.", "The figure stands there {times} times."),
    "FIGURE_UNDER_ABSENCE": Words(
        "Statusen {status} säger att siffran saknas, men en siffra står där. Saknad är inte noll.",
        "The status {status} says that there is no figure, but one stands there. Absent is not zero.",
    ),
    "REASON_MISSING": Words(
        "Regionen avstår från att redovisa, men säger inte varför.",
        "The region chooses not to report, but does not say why.",
    ),
    "PERSONAL_NUMBER_IN_COMMENT": Words(
        "Kommentaren innehåller ett personnummer. Enskilda fall hör inte hemma i nationell statistik.",
        "The comment holds a personnummer. Individual cases have no place in national statistics.",
    ),
    "FIGURE_MISSING": Words(
        "Statusen {status} säger att det finns en siffra, men ingen står där.",
        "The status {status} says that there is a figure, but none stands there.",
    ),
    "DENOMINATOR_MISSING": Words(
        "Nämnaren saknas eller är noll: {denominator}.", "The denominator is missing or zero: {denominator}."
    ),
    "NUMERATOR_GT_DENOMINATOR": Words(
        "Täljaren {numerator} är större än nämnaren {denominator}, och andelen därmed över det hela.",
        "The numerator {numerator} exceeds the denominator {denominator}, and the share the whole.",
    ),
    "UNIQUE_GT_COUNT": Words(
        "{unique} unika individer är fler än de {entries} av {bound} som de räknas i.",
        "{unique} unique individuals are more than the {entries} of {bound} that they are counted in.",
    ),
    "PART_GT_TOTAL": Words(
        "En del av {dimension} har {part} {largest}, mer än det hela {total}.",
        "A part of {dimension} has {part} {largest}, more than the whole {total}.",
    ),
    "PARTS_GT_TOTAL": Words(
        "Delarnas {part} efter {dimension} är tillsammans {sum}, mer än det hela {total}.",
        "The {part} of the parts by {dimension} are {sum} together, more than the whole {total}.",
    ),
    "PARTS_LT_TOTAL": Words(
        "Delarnas {part} efter {dimension} är tillsammans {sum}, mindre än det hela {total}.",
        "The {part} of the parts by {dimension} are {sum} together, less than the whole {total}.",
    ),
    "BALANCE_WRONG": Words(
        "{balance}: {given} är angivet, men de andra talen ger {expected}.",
        "{balance}: {given} is given, but the other numbers make {expected}.",
    ),
    "FIGURES_MISSING": Words(
        "{missing} av {expected} siffror saknas, utan status som säger varför.",
        "{missing} of {expected} figures are missing, without a status that says why.",
    ),
    "UNDER_REGISTRATION_UNDECLARED": Words(
        "Täckningsgraden {coverage} % ligger under {least} %, men underregistrering är inte angiven.",
        "Coverage of {coverage}% is under {least}%, but under-registration is not declared.",
    ),
    "OUTLIER": Words(
        "{value} ligger långt från {usual}, medianen av {periods} tidigare perioder.",
        "{value} is far from {usual}, the median of {periods} earlier periods.",
    ),
    "RELATION_JUMPS": Words(
        "Individer per {bound} går från {before} till {now}.", "Individuals per {bound} go from {before} to {now}."
    ),
    "DENOMINATOR_CHANGED": Words(
        "Nämnaren går från {before} till {now}, mer än {most} %.",
        "The denominator goes from {before} to {now}, more than {most}%.",
    ),
    "DENOMINATOR_DIFFERS": Words(
        "Nämnaren {denominator} är inte den kända, {known}.", "The denominator {denominator} is not the known {known}."
    ),
    "SCOPE_CHANGED": Words(
        "Omfattningen var {before} och är {now} ({figures:siffra|siffror}).",
        "The scope was {before} and is {now} ({figures:figure|figures}).",
    ),
    "SOURCE_CHANGED": Words(
        "Källan var {before} och är {now} ({figures:siffra|siffror}).",
        "The source was {before} and is {now} ({figures:figure|figures}).",
    ),
    "REGISTRANT_CHANGED": Words(
        "Den som registrerar var {before} och är {now} ({figures:siffra|siffror}).",
        "Who registers was {before} and is {now} ({figures:figure|figures}).",
    ),
    "CODE_TEXT_CHANGED": Words(
        "Kodtextens version var {before} och är {now} ({figures:siffra|siffror}).",
        "The version of the code's text was {before} and is {now} ({figures:figure|figures}).",
    ),
}


def said(finding: Finding, language: Language) -> str:
    """The finding as a sentence, with a decimal comma in Swedish."""
    sentence = CHECKS[finding.code]
    values = {name: _number(value) for name, value in finding.params.items()}
    return filled(sentence.sv if language == "sv" else sentence.en, values, language)


def _number(value: Any) -> Any:
    return Words(str(value).replace(".", ","), str(value)) if isinstance(value, Decimal) else value


def reason(package: NationalPackage, code: str) -> Words:
    """What a reason of a verdict says, as flags are labelled; KeyError for a code that is none."""
    if code in REASONS:
        return REASONS[code]
    flag = package.flag(code)
    return STATUSES[code] if flag is None else Words(flag.label.sv, flag.label.en)
