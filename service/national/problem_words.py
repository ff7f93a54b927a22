"""What kind of fault each code of the national list's linter is, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.domain.words import Words
from service.rules.problem_words import PROBLEMS as RULESET_PROBLEMS

_SHARED: Final = ("NOT_YAML", "UNKNOWN_KEY", "MISSING_KEY", "INVALID_VALUE", "DUPLICATE_ID", "UNKNOWN_DOCUMENT")

PROBLEMS: Final[Mapping[str, Words]] = {
    **{code: RULESET_PROBLEMS[code] for code in _SHARED},
    "UNKNOWN_OWNER": Words("En ägare som inte är listad.", "An owner that is not listed."),
    "UNKNOWN_SOURCE": Words("En källa som inte är listad.", "A source that is not listed."),
    "UNKNOWN_SCOPE": Words("En omfattning som inte är listad.", "A scope that is not listed."),
    "UNKNOWN_REGISTRANT": Words("Registrerande som inte är listade.", "Registrants that are not listed."),
    "UNKNOWN_DIMENSION": Words("En indelning som inte är listad.", "A dimension that is not listed."),
    "UNKNOWN_CODE": Words("En kod som inte är listad.", "A code that is not listed."),
    "UNKNOWN_FLAG": Words("En märkning som inte är listad.", "A flag that is not listed."),
    "UNKNOWN_INDICATOR": Words("En indikator som inte är listad.", "An indicator that is not listed."),
    "UNKNOWN_CATEGORY": Words("En kategori som indelningen inte har.", "A category that the dimension does not have."),
    "BALANCE_OF_OTHER_PERIOD": Words(
        "En avstämning av olika sorters perioder.", "A balance of different kinds of periods."
    ),
    "NO_DENOMINATOR_TO_SHARE": Words(
        "En gemensam nämnare för en indikator utan nämnare.", "A shared denominator of an indicator that has none."
    ),
    "CATEGORIES_MISSING": Words("En indelning utan kategorier.", "A dimension without categories."),
    "TOTAL_LISTED": Words("Totalen står bland kategorierna.", "The total stands among the categories."),
    "UNIT_LISTED": Words("Vårdenheter står som nationella kategorier.", "Care units stand as national categories."),
    "TEXTS_OVERLAP": Words(
        "Två versioner av en kodtext gäller samtidigt.", "Two versions of a code's text hold at once."
    ),
    "VERSIONS_OVERLAP": Words(
        "Två versioner av en indikator gäller samtidigt.", "Two versions of an indicator hold at once."
    ),
    "VERSION_TWICE": Words("En version av en indikator står två gånger.", "A version of an indicator stands twice."),
    "WITHIN_PERIOD": Words(
        "Definitionen börjar eller slutar mitt i en period.", "The definition begins or ends within a period."
    ),
    "BREAK_OUTSIDE": Words("Ett brott utanför versionens tid.", "A break outside the version's time."),
    "BREAK_COMPARES": Words(
        "Ett brott med en märkning som inte hindrar jämförelse.", "A break by a flag that keeps nothing from comparing."
    ),
    "DENOMINATOR_MISSING": Words("En kvot utan nämnare.", "A quotient without a denominator."),
    "DENOMINATOR_UNUSED": Words("En nämnare till det som inte är en kvot.", "A denominator of what is no quotient."),
    "FACTOR_OF_UNIT": Words("En faktor som enheten inte har.", "A factor that the unit does not have."),
    "INDIVIDUALS_ADDED": Words(
        "Unika individer som summeras över enheter.", "Unique individuals that are added over units."
    ),
    "SEX_MISSING": Words("Individer redovisas inte efter kön.", "Individuals are not counted by sex."),
    "SCOPE_NOT_ALLOWED": Words(
        "Den förvalda omfattningen är inte bland de tillåtna.", "The default scope is not among the allowed ones."
    ),
    "SOURCE_OF_COMPUTED": Words(
        "Tjänstens egna händelser är källa till just det som den räknar själv.",
        "The service's own events are the source of what it counts itself, and of that alone.",
    ),
    "UNIT_OF_COMPUTED": Words(
        "En enhet som tjänsten inte räknar måttet i.", "A unit that the service does not count the figure in."
    ),
    "THRESHOLD_LOW": Words("Gränsen för små tal är för låg.", "The threshold of small numbers is too low."),
    "BOUND_OF_OTHER_PERIOD": Words(
        "Övre gränsen gäller en annan sorts period.", "The upper bound is of another kind of period."
    ),
    "BOUND_NO_COUNT": Words("Övre gränsen är inget antal.", "The upper bound is no count."),
    "BOUND_CYCLIC": Words("Övre gränser går i ring.", "Upper bounds lead round in a circle."),
}
