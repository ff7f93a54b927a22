"""What the sections and fields of a ruleset are called, and what to write in them, for forms and for differences.

Keyed `Model.field`; `.field` says it for every model that has no words of its own for a field of that name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.rules.course_words import COURSE
from service.rules.field_words import POINTS, FieldWords, field
from service.rules.procedure_words import PROCEDURE

_DOCUMENT: Final[Mapping[str, FieldWords]] = {
    # --- what many have in common -----------------------------------------------------------------------------------
    ".id": field(
        "id", "id", "Namnet som andra regler och program använder.", "The name that other rules and programs use."
    ),
    ".label": field("benämning", "label", "Vad människor läser.", "What people read."),
    ".sv": field("på svenska", "in Swedish", "Texten på svenska.", "The text in Swedish."),
    ".en": field("på engelska", "in English", "Texten på engelska.", "The text in English."),
    ".source": field(
        "källa",
        "source",
        "Punkten som säger det, med ordagrant citat, eller varför regeln ändå gäller.",
        "The clause that says so, quoted verbatim, or why the rule holds all the same.",
    ),
    ".value": field("val", "choice", "Ett av de angivna valen.", "One of the choices listed."),
    ".action": field("åtgärd", "act", "Vad som görs i ärendet.", "What is done in the case."),
    ".outcomes": field(
        "utfall",
        "outcomes",
        "Hur åtgärden utfaller; tom lista: hur som helst.",
        "How the act comes out; an empty list: in any way.",
    ),
    ".ground": field("grund", "ground", "Vad det beror på.", "What it rests on."),
    ".requires": field("villkor", "condition", "Vad som måste vara uppfyllt.", "What has to be met."),
    ".colours": field("färger", "colours", "Färgerna som det gäller.", "The colours that it is for."),
    ".step": field("steg", "step", "Stegets namn i sanktionstrapporna.", "The name of the step in the ladders."),
    # --- the document -----------------------------------------------------------------------------------------------
    "Ruleset.format": field("format", "format", "Vilken form dokumentet har.", "Which form the document has."),
    "Ruleset.procedure": field(
        "rutin",
        "procedure",
        "Rutinens id; alla versioner av den har samma.",
        "Id of the procedure; all its versions have the same.",
    ),
    "Ruleset.region": field(
        "region", "region", "Regionens länskod, två siffror.", "The region's county code, two digits."
    ),
    "Ruleset.label": field(
        "version", "version", "Vad regionen kallar versionen.", "What the region calls this version."
    ),
    "Ruleset.title": field("rubrik", "title", "Rubriken som människor läser.", "The title that people read."),
    "Ruleset.documents": field(
        "dokument",
        "documents",
        "Handlingarna som reglerna citerar, var och en under ett kort namn.",
        "The documents that the rules quote, each under a short name.",
    ),
    "Ruleset.validity": field(
        "giltighet", "validity", "Från och till när versionen gäller.", "From and until when it holds."
    ),
    "Ruleset.classification": field(
        "klassificering",
        "classification",
        "Hur ett ärende bedöms och vilken färg det får.",
        "How a case is assessed, and which colour it gets.",
    ),
    "Ruleset.colours": field(
        "färger",
        "colours",
        "Färgerna i stigande allvar, med vad var och en kräver och kostar.",
        "The colours by rising gravity, with what each requires and costs.",
    ),
    "Ruleset.ladders": field(
        "sanktionstrappor",
        "sanction ladders",
        "Vad stegen kostar; den första vars villkor är uppfyllda gäller.",
        "What the steps cost; the first whose conditions hold is the one.",
    ),
    "Ruleset.signal_tie": field(
        "signal och impuls samma dag",
        "signal and impulse on one day",
        "Vem som då räknas som först.",
        "Who then counts as first.",
    ),
    "Ruleset.accrual": field(
        "beräkning", "reckoning", "Hur en sanktions belopp räknas.", "How the amount of a sanction is reckoned."
    ),
    "Ruleset.plan": field(
        "handlingsplan",
        "action plan",
        "Vad som krävs av en handlingsplan, och när.",
        "What an action plan has to meet, and when.",
    ),
    "Ruleset.breaches": field(
        "brister", "failures", "Vad som räknas som en brist i ett ärende.", "What counts as a failure in a case."
    ),
    "Ruleset.direct_sanctions": field(
        "direkta sanktioner",
        "direct sanctions",
        "Sanktioner som beslutas med begäran, utan att en plan inväntas.",
        "Sanctions decided with the request, without waiting for a plan.",
    ),
    "Ruleset.track": field(
        "ärendets gång", "course of a case", "Lägena och stegen mellan dem.", "The states, and the steps between them."
    ),
    "Ruleset.mandates": field(
        "beslutsmandat", "mandates", "Vilka roller som får göra vad.", "Which roles may do what."
    ),
    "Ruleset.references": field(
        "hänvisningar",
        "references",
        "Det som reglerna hänvisar till utanför sina dokument.",
        "What the rules point to outside their documents.",
    ),
    "Ruleset.termination": field(
        "hävning",
        "termination",
        "På vilka grunder ett avtal kan hävas.",
        "On which grounds an agreement can be terminated.",
    ),
    "Document.file": field("fil", "file", "Filen som handlingen ligger i.", "The file that holds the document."),
    "Document.title": field("titel", "title", "Vad handlingen heter.", "What the document is called."),
    "Document.dated": field(
        "daterad", "dated", "Handlingens datum, om den har något.", "The date that it bears, if any."
    ),
    "Validity.valid_from": field("gäller från", "valid from", "Den första dagen.", "The first day."),
    "Validity.valid_until": field(
        "gäller till",
        "valid until",
        "Dagen efter den sista; utelämnad: tills vidare.",
        "The day after the last; left out: until further notice.",
    ),
    "SourceText.document": field(
        "handling", "document", "Namnet på en av dokumentets handlingar.", "The name of one of the documents listed."
    ),
    "SourceText.clause": field("punkt", "clause", "Punkt eller rubrik.", "The clause, or the heading."),
    "SourceText.quote": field("citat", "quote", "Orden som de står.", "The very words."),
    "SourceText.derived": field(
        "härledd",
        "derived",
        "Varför regeln gäller, där ingen handling säger det.",
        "Why the rule holds, where no document says so.",
    ),
    # --- classification and colours ---------------------------------------------------------------------------------
    "Classification.combine": field(
        "sammanvägning", "combination", "Hur nivåerna blir ett mått.", "How the levels become a score."
    ),
    "Classification.scales": field("skalor", "scales", "Vad som bedöms.", "What is assessed."),
    "Classification.bands": field(
        "färgband",
        "colour bands",
        "Vilka mått som ger vilken färg; inget får saknas.",
        "Which scores give which colour; none may lack one.",
    ),
    "Classification.override": field(
        "avvikande färg",
        "other colour",
        "Vilken annan färg som får beslutas med motivering; utelämnad: ingen.",
        "Which other colour may be decided for a reason; left out: none.",
    ),
    "Classification.hints": field(
        "påminnelser", "hints", "Vad bedömaren påminns om.", "What the assessor is reminded of."
    ),
    "Scale.levels": field("nivåer", "levels", "Värdena att välja bland.", "The values to choose from."),
    "Level.value": field("värde", "value", "Talet som räknas.", "The number that counts.", POINTS),
    "Band.colour": field("färg", "colour", "Färgen som måtten ger.", "The colour that the scores give."),
    "Band.lowest": field("lägsta mått", "lowest score", "Det lägsta, inräknat.", "The lowest, inclusive.", POINTS),
    "Band.highest": field("högsta mått", "highest score", "Det högsta, inräknat.", "The highest, inclusive.", POINTS),
    "Hint.scale": field("skala", "scale", "Skalan som det gäller.", "The scale that it is about."),
    "Hint.level": field("nivå", "level", "Från och med vilken nivå.", "From which level on.", POINTS),
    "Hint.below": field(
        "under färgen",
        "below the colour",
        "Så länge färgen är lägre än denna.",
        "While the colour lies below this one.",
    ),
    "Colour.plan_required": field(
        "plan krävs",
        "plan required",
        "Om färgen ger en begäran om rättelse med handlingsplan.",
        "Whether the colour means a correction request and a plan.",
    ),
    "Colour.sanction": field(
        "sanktion", "sanction", "Vad färgen kostar; utelämnad: inget.", "What the colour costs; left out: nothing."
    ),
    "Colour.next": field(
        "nästa färg",
        "next colour",
        "Färgen efter en beslutad brist; utelämnad: den består.",
        "The colour after a decided failure; left out: it stays.",
    ),
    "Colour.on_request": field(
        "skyldigheter",
        "duties",
        "Vad en begäran vid färgen dessutom för med sig.",
        "What else a request at the colour entails.",
    ),
    "ColourSanction.due": field("utgår", "due", "När färgen kostar.", "When the colour costs."),
    "ColourSanction.failure": field(
        "källa för bristen",
        "source of the failure",
        "Punkten som säger vad som är en brist.",
        "The clause on what is a failure.",
    ),
    "ColourSanction.starts": field(
        "källa för första dagen",
        "source of the first day",
        "Punkten om dagen som sanktionen räknas från.",
        "The clause on the day from which the sanction counts.",
    ),
}
FIELDS: Final[Mapping[str, FieldWords]] = {**_DOCUMENT, **PROCEDURE, **COURSE}


def words_of(model: str, name: str) -> FieldWords | None:
    """The words of a field; None for one that has none, which a test rules out for every model there is."""
    return FIELDS.get(f"{model}.{name}") or FIELDS.get(f".{name}")
