"""What the sections and fields of a ruleset are called, and what to write in them, for forms and for differences.

Keyed `Model.field`; `.field` says it for every model that has no words of its own for a field of that name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from service.domain.words import Words


@dataclass(frozen=True, slots=True)
class Unit:
    """What a number counts: `one` of it and `many`. Money is decimal text in kronor."""

    one: Words
    many: Words
    money: bool = False


@dataclass(frozen=True, slots=True)
class FieldWords:
    label: Words
    help: Words
    unit: Unit | None = None


KRONOR: Final = Unit(Words("krona", "krona"), Words("kronor", "kronor"), money=True)
MONTHS: Final = Unit(Words("månad", "month"), Words("månader", "months"))
POINTS: Final = Unit(Words("poäng", "point"), Words("poäng", "points"))


def _field(sv: str, en: str, help_sv: str, help_en: str, unit: Unit | None = None) -> FieldWords:
    return FieldWords(Words(sv, en), Words(help_sv, help_en), unit)


FIELDS: Final[Mapping[str, FieldWords]] = {
    # --- what many have in common -----------------------------------------------------------------------------------
    ".id": _field(
        "id", "id", "Namnet som andra regler och program använder.", "The name that other rules and programs use."
    ),
    ".label": _field("benämning", "label", "Vad människor läser.", "What people read."),
    ".sv": _field("på svenska", "in Swedish", "Texten på svenska.", "The text in Swedish."),
    ".en": _field("på engelska", "in English", "Texten på engelska.", "The text in English."),
    ".source": _field(
        "källa",
        "source",
        "Punkten som säger det, med ordagrant citat, eller varför regeln ändå gäller.",
        "The clause that says so, quoted verbatim, or why the rule holds all the same.",
    ),
    ".value": _field("val", "choice", "Ett av de angivna valen.", "One of the choices listed."),
    ".action": _field("åtgärd", "act", "Vad som görs i ärendet.", "What is done in the case."),
    ".outcomes": _field(
        "utfall",
        "outcomes",
        "Hur åtgärden utfaller; tom lista: hur som helst.",
        "How the act comes out; an empty list: in any way.",
    ),
    ".ground": _field("grund", "ground", "Vad det beror på.", "What it rests on."),
    ".requires": _field("villkor", "condition", "Vad som måste vara uppfyllt.", "What has to be met."),
    ".colours": _field("färger", "colours", "Färgerna som det gäller.", "The colours that it is for."),
    ".step": _field("steg", "step", "Stegets namn i sanktionstrapporna.", "The name of the step in the ladders."),
    # --- the document -----------------------------------------------------------------------------------------------
    "Ruleset.format": _field("format", "format", "Vilken form dokumentet har.", "Which form the document has."),
    "Ruleset.procedure": _field(
        "rutin",
        "procedure",
        "Rutinens id; alla versioner av den har samma.",
        "Id of the procedure; all its versions have the same.",
    ),
    "Ruleset.region": _field(
        "region", "region", "Regionens länskod, två siffror.", "The region's county code, two digits."
    ),
    "Ruleset.label": _field(
        "version", "version", "Vad regionen kallar versionen.", "What the region calls this version."
    ),
    "Ruleset.title": _field("rubrik", "title", "Rubriken som människor läser.", "The title that people read."),
    "Ruleset.documents": _field(
        "dokument",
        "documents",
        "Handlingarna som reglerna citerar, var och en under ett kort namn.",
        "The documents that the rules quote, each under a short name.",
    ),
    "Ruleset.validity": _field(
        "giltighet", "validity", "Från och till när versionen gäller.", "From and until when it holds."
    ),
    "Ruleset.classification": _field(
        "klassificering",
        "classification",
        "Hur ett ärende bedöms och vilken färg det får.",
        "How a case is assessed, and which colour it gets.",
    ),
    "Ruleset.colours": _field(
        "färger",
        "colours",
        "Färgerna i stigande allvar, med vad var och en kräver och kostar.",
        "The colours by rising gravity, with what each requires and costs.",
    ),
    "Ruleset.ladders": _field(
        "sanktionstrappor",
        "sanction ladders",
        "Vad stegen kostar; den första vars villkor är uppfyllda gäller.",
        "What the steps cost; the first whose conditions hold is the one.",
    ),
    "Ruleset.signal_tie": _field(
        "signal och impuls samma dag",
        "signal and impulse on one day",
        "Vem som då räknas som först.",
        "Who then counts as first.",
    ),
    "Ruleset.accrual": _field(
        "beräkning", "reckoning", "Hur en sanktions belopp räknas.", "How the amount of a sanction is reckoned."
    ),
    "Ruleset.plan": _field(
        "handlingsplan",
        "action plan",
        "Vad som krävs av en handlingsplan, och när.",
        "What an action plan has to meet, and when.",
    ),
    "Ruleset.breaches": _field(
        "brister", "failures", "Vad som räknas som en brist i ett ärende.", "What counts as a failure in a case."
    ),
    "Ruleset.direct_sanctions": _field(
        "direkta sanktioner",
        "direct sanctions",
        "Sanktioner som beslutas med begäran, utan att en plan inväntas.",
        "Sanctions decided with the request, without waiting for a plan.",
    ),
    "Ruleset.track": _field(
        "ärendets gång", "course of a case", "Lägena och stegen mellan dem.", "The states, and the steps between them."
    ),
    "Ruleset.mandates": _field(
        "beslutsmandat", "mandates", "Vilka roller som får göra vad.", "Which roles may do what."
    ),
    "Ruleset.references": _field(
        "hänvisningar",
        "references",
        "Det som reglerna hänvisar till utanför sina dokument.",
        "What the rules point to outside their documents.",
    ),
    "Ruleset.termination": _field(
        "hävning",
        "termination",
        "På vilka grunder ett avtal kan hävas.",
        "On which grounds an agreement can be terminated.",
    ),
    "Document.file": _field("fil", "file", "Filen som handlingen ligger i.", "The file that holds the document."),
    "Document.title": _field("titel", "title", "Vad handlingen heter.", "What the document is called."),
    "Document.dated": _field(
        "daterad", "dated", "Handlingens datum, om den har något.", "The date that it bears, if any."
    ),
    "Validity.valid_from": _field("gäller från", "valid from", "Den första dagen.", "The first day."),
    "Validity.valid_until": _field(
        "gäller till",
        "valid until",
        "Dagen efter den sista; utelämnad: tills vidare.",
        "The day after the last; left out: until further notice.",
    ),
    "SourceText.document": _field(
        "handling", "document", "Namnet på en av dokumentets handlingar.", "The name of one of the documents listed."
    ),
    "SourceText.clause": _field("punkt", "clause", "Punkt eller rubrik.", "The clause, or the heading."),
    "SourceText.quote": _field("citat", "quote", "Orden som de står.", "The very words."),
    "SourceText.derived": _field(
        "härledd",
        "derived",
        "Varför regeln gäller, där ingen handling säger det.",
        "Why the rule holds, where no document says so.",
    ),
    # --- classification and colours ---------------------------------------------------------------------------------
    "Classification.combine": _field(
        "sammanvägning", "combination", "Hur nivåerna blir ett mått.", "How the levels become a score."
    ),
    "Classification.scales": _field("skalor", "scales", "Vad som bedöms.", "What is assessed."),
    "Classification.bands": _field(
        "färgband",
        "colour bands",
        "Vilka mått som ger vilken färg; inget får saknas.",
        "Which scores give which colour; none may lack one.",
    ),
    "Classification.override": _field(
        "avvikande färg",
        "other colour",
        "Vilken annan färg som får beslutas med motivering; utelämnad: ingen.",
        "Which other colour may be decided for a reason; left out: none.",
    ),
    "Classification.hints": _field(
        "påminnelser", "hints", "Vad bedömaren påminns om.", "What the assessor is reminded of."
    ),
    "Scale.levels": _field("nivåer", "levels", "Värdena att välja bland.", "The values to choose from."),
    "Level.value": _field("värde", "value", "Talet som räknas.", "The number that counts.", POINTS),
    "Band.colour": _field("färg", "colour", "Färgen som måtten ger.", "The colour that the scores give."),
    "Band.lowest": _field("lägsta mått", "lowest score", "Det lägsta, inräknat.", "The lowest, inclusive.", POINTS),
    "Band.highest": _field("högsta mått", "highest score", "Det högsta, inräknat.", "The highest, inclusive.", POINTS),
    "Hint.scale": _field("skala", "scale", "Skalan som det gäller.", "The scale that it is about."),
    "Hint.level": _field("nivå", "level", "Från och med vilken nivå.", "From which level on.", POINTS),
    "Hint.below": _field(
        "under färgen",
        "below the colour",
        "Så länge färgen är lägre än denna.",
        "While the colour lies below this one.",
    ),
    "Colour.plan_required": _field(
        "plan krävs",
        "plan required",
        "Om färgen ger en begäran om rättelse med handlingsplan.",
        "Whether the colour means a correction request and a plan.",
    ),
    "Colour.sanction": _field(
        "sanktion", "sanction", "Vad färgen kostar; utelämnad: inget.", "What the colour costs; left out: nothing."
    ),
    "Colour.next": _field(
        "nästa färg",
        "next colour",
        "Färgen efter en beslutad brist; utelämnad: den består.",
        "The colour after a decided failure; left out: it stays.",
    ),
    "Colour.on_request": _field(
        "skyldigheter",
        "duties",
        "Vad en begäran vid färgen dessutom för med sig.",
        "What else a request at the colour entails.",
    ),
    "ColourSanction.due": _field("utgår", "due", "När färgen kostar.", "When the colour costs."),
    "ColourSanction.failure": _field(
        "källa för bristen",
        "source of the failure",
        "Punkten som säger vad som är en brist.",
        "The clause on what is a failure.",
    ),
    "ColourSanction.starts": _field(
        "källa för första dagen",
        "source of the first day",
        "Punkten om dagen som sanktionen räknas från.",
        "The clause on the day from which the sanction counts.",
    ),
    # --- money ------------------------------------------------------------------------------------------------------
    "Ladder.conditions": _field(
        "villkor",
        "conditions",
        "Alla ska vara uppfyllda; den sista trappan har inga.",
        "All have to hold; the last ladder has none.",
    ),
    "Ladder.rates": _field("satser", "rates", "Vad varje steg kostar.", "What each step costs."),
    "Rate.sek": _field(
        "belopp",
        "amount",
        "Kronor med högst två decimaler, inom citattecken.",
        "Kronor with two decimals at most, in quotes.",
        KRONOR,
    ),
    "Accrual.unit": _field("enhet", "unit", "Vad ett belopp avser.", "What an amount is for."),
    "Accrual.starts": _field(
        "första dag", "first day", "Dagen som sanktionen räknas från.", "The day from which it counts."
    ),
    "Accrual.ends": _field(
        "sista dag", "last day", "Dagen som sanktionen räknas till, inräknad.", "The day to which it counts, inclusive."
    ),
    "Accrual.proration": _field(
        "del av månad", "part of a month", "Hur en del av en månad räknas.", "How a part of a month is reckoned."
    ),
    "Accrual.listed_day": _field(
        "dag för antal listade", "day of the listed count", "Vilken dags antal som gäller.", "Which day's number holds."
    ),
    "Accrual.rounding": _field("avrundning", "rounding", "Hur en rad blir hela ören.", "How a line becomes whole öre."),
    "Accrual.in_case": _field(
        "ett högre steg i ärendet",
        "a higher step of the case",
        "Vad det gör med det lägre.",
        "What it does to the lower one.",
    ),
    "Accrual.across_cases": _field(
        "flera ärenden", "several cases", "Hur en enhets sanktioner förhåller sig.", "How a unit's sanctions combine."
    ),
    "Accrual.transition": _field(
        "övergång",
        "transition",
        "Om nya satser når sanktioner som redan löper.",
        "Whether new rates reach sanctions that run already.",
    ),
    # --- plans, failures, termination -------------------------------------------------------------------------------
    "PlanRules.default_months": _field(
        "tid",
        "time",
        "Månader där begäran inte anger tid; utelämnad: varje begäran anger den.",
        "Months where a request states no time; left out: each request states it.",
        MONTHS,
    ),
    "PlanRules.rolls_forward": _field(
        "till nästa arbetsdag",
        "on to the next working day",
        "Om en tid som slutar på en helgdag går vidare.",
        "Whether a time that ends on a holiday goes on.",
    ),
    "PlanRules.rolls_source": _field(
        "källa för arbetsdagar",
        "source for working days",
        "Punkten om tider som slutar på en helgdag.",
        "The clause on times that end on a holiday.",
    ),
    "PlanRules.requirements": _field(
        "krav", "requirements", "Vad en plan ska uppfylla för att tas emot.", "What a plan must meet to be received."
    ),
    "DirectSanction.requires": _field(
        "föregående åtgärd", "act before", "Vad ärendet först ska ha haft.", "What the case must have had before."
    ),
    "TerminationGround.colours": _field(
        "färger", "colours", "Färgerna där bristen ger rätt att häva.", "The colours whose failure gives the right."
    ),
    "TerminationGround.actions": _field(
        "åtgärder", "acts", "Åtgärderna varav en ska vara gjord.", "The acts, one of which must be done."
    ),
    "TerminationRules.answers": _field(
        "besvarar skyldigheten",
        "answers the duty",
        "Skyldigheten som ett ställningstagande fullgör.",
        "The duty that taking a position does.",
    ),
    "TerminationRules.grounds": _field(
        "grunder", "grounds", "Vad som ger rätt att häva.", "What gives the right to terminate."
    ),
    # --- the course of a case, and who decides ----------------------------------------------------------------------
    "State.closed": _field("avslutat", "closed", "Om ärendet då är avslutat.", "Whether a case in it is closed."),
    "Track.states": _field("lägen", "states", "Där ett ärende kan stå.", "Where a case can stand."),
    "Track.steps": _field("steg", "steps", "Vad som för ärendet vidare.", "What leads a case on."),
    "TrackStep.states": _field(
        "från lägen", "from states", "Lägena som steget går från.", "The states that the step leads from."
    ),
    "TrackStep.to": _field(
        "till läge",
        "to state",
        "Läget som det leder till; utelämnat: det består.",
        "The state that it leads to; left out: it stays.",
    ),
    "Mandate.roles": _field("beslutar", "decide", "Rollerna som får besluta.", "The roles that may decide."),
    "Mandate.co_deciders": _field(
        "beslutar tillsammans med",
        "decide together with",
        "Roller som ska vara med om beslutet.",
        "The roles that decide along with them.",
    ),
    "Mandate.consult": _field(
        "samråd med", "consult", "Roller som ska höras före beslutet.", "The roles to be heard before the decision."
    ),
    "Mandate.inform": _field(
        "underrättas", "are informed", "Roller som får veta beslutet.", "The roles that are told of the decision."
    ),
}


def words_of(model: str, field: str) -> FieldWords | None:
    """The words of a field; None for one that has none, which a test rules out for every model there is."""
    return FIELDS.get(f"{model}.{field}") or FIELDS.get(f".{field}")
