"""What the fields of a procedure's own acts, side tracks, checklists, groups and reports are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from service.rules.field_words import DAYS, MONTHS, PERSONS, FieldWords, field

PROCEDURE: Final[Mapping[str, FieldWords]] = {
    ".when": field(
        "när",
        "when",
        "Villkor som alla ska gälla; tom lista: alltid.",
        "Conditions that all have to hold; an empty list: always.",
    ),
    ".opened_by": field(
        "börjar när", "begins when", "Villkoren för att ärendet ska ha det.", "The conditions on which a case has it."
    ),
    ".states": field("lägen", "states", "Lägena som det gäller.", "The states that it is of."),
    ".steps": field("steg", "steps", "Vad som leder vidare.", "What leads on."),
    ".order": field(
        "ordning",
        "order",
        "Ordningen som lägena är tänkta att komma i.",
        "The order in which the states are meant to come.",
    ),
    ".owners": field("ansvariga", "owners", "Rollerna som svarar för det.", "The roles that answer for it."),
    ".required": field("krävs", "required", "Om det måste anges.", "Whether it has to be stated."),
    # --- the document's sections ------------------------------------------------------------------------------------
    "Ruleset.subject": field("föremål", "subject", "Vad ett ärende handlar om.", "What a case is about."),
    "Ruleset.parties": field(
        "parter",
        "parties",
        "Vilka utöver regionens personal som får se ett ärende.",
        "Who may see a case beside the region's staff.",
    ),
    "Ruleset.fields": field("fält", "fields", "Vad som anges med åtgärderna.", "What is stated with the acts."),
    "Ruleset.acts": field(
        "åtgärder",
        "acts",
        "Det som rutinen själv låter människor göra i ett ärende.",
        "What the procedure itself lets people do in a case.",
    ),
    "Ruleset.side_tracks": field(
        "sidospår", "side tracks", "Hanteringar vid sidan av ärendets gång.", "Handlings beside the course of the case."
    ),
    "Ruleset.checklists": field(
        "checklistor", "checklists", "Uppgifter som ett ärende för med sig.", "The tasks that a case brings."
    ),
    "Ruleset.groups": field("grupper", "groups", "Hur grupper ska vara sammansatta.", "How groups are to be made up."),
    "Ruleset.bodies": field(
        "organ", "bodies", "De som får rapporter eller ger uppdrag.", "Those that receive reports or give missions."
    ),
    "Ruleset.positions": field(
        "bemanning", "positions", "Roller som ska innehas av någon.", "The roles that somebody has to hold."
    ),
    "Ruleset.reports": field(
        "rapporter",
        "reports",
        "Vad som ska rapporteras, av vem, till vem och hur ofta.",
        "What is to be reported, by whom, to whom and how often.",
    ),
    "Document.edition": field(
        "utgåva", "edition", "Vilken utgåva det är, om det anges.", "Which edition it is, if that is said."
    ),
    "Document.adopted_on": field(
        "fastställd", "adopted on", "Dagen då handlingen fastställdes.", "The day of the document's adoption."
    ),
    "Document.figures_of": field(
        "siffror från", "figures of", "Dagen som handlingens siffror avser.", "The day that its figures are of."
    ),
    "Document.owner": field("ägare", "owner", "Den som svarar för handlingen.", "Who answers for the document."),
    # --- subject, parties, fields and conditions --------------------------------------------------------------------
    "Subject.unit": field(
        "vårdenhet", "care unit", "Om ett ärende gäller en vårdenhet.", "Whether a case names a care unit."
    ),
    "Subject.agreement": field(
        "avtal krävs",
        "agreement required",
        "Om enheten ska ha ett avtal den dagen.",
        "Whether the unit has an agreement on the day.",
    ),
    "Party.organisation": field(
        "part",
        "party",
        "Ärendets vårdenhet, eller en motparts id.",
        "The care unit of the case, or the id of a counterpart.",
    ),
    "FieldRule.kind": field("slag", "kind", "Vad som anges i fältet.", "What is stated in the field."),
    "FieldRule.options": field("alternativ", "options", "Det som kan väljas.", "What can be chosen."),
    "FieldRule.longest": field("längst", "longest", "Högsta antal tecken i en text.", "The most characters of a text."),
    "FieldRule.group": field(
        "grupp", "group", "Gruppen vars medlemmar räknas.", "The group whose members are counted."
    ),
    "FieldRule.help": field(
        "hjälptext", "help", "Vad den som fyller i får läsa.", "What is told to whoever fills it in."
    ),
    "Option.criteria": field("kriterier", "criteria", "Vad som talar för det.", "What speaks for it."),
    "When.field": field("fält", "field", "Fältet som villkoret gäller.", "The field that the condition is on."),
    "When.any_of": field(
        "något av", "any of", "Alternativen varav ett är valt.", "The options of which one is chosen."
    ),
    "When.holds": field("gäller", "holds", "Vad fältets sanning ska vara.", "What the truth of the field has to be."),
    "When.act": field("åtgärd", "act", "Åtgärden som villkoret gäller.", "The act that the condition is on."),
    "When.done": field(
        "är gjord", "is done", "Om den ska vara gjord, eller inte.", "Whether it has to be done, or not."
    ),
    # --- acts -------------------------------------------------------------------------------------------------------
    "Act.outcomes": field(
        "utfall",
        "outcomes",
        "Hur den kan utfalla; tom lista: på ett enda sätt.",
        "How it can come out; an empty list: in one way only.",
    ),
    "Act.asks": field("frågar efter", "asks", "Fälten som anges med den.", "The fields that are stated with it."),
    "Act.audience": field("läses av", "read by", "Vilka som får läsa den.", "Who may read it."),
    "Act.after": field("efter", "after", "Vad som ska vara gjort dessförinnan.", "What has to be done before it."),
    "Act.bars": field("hinder", "bars", "Vad som hindrar den.", "What stands in its way."),
    "Act.balances": field("avstämningar", "balances", "Tal som ska gå ihop.", "The numbers that have to add up."),
    "Act.due": field(
        "sista dag", "due day", "Dagen som den sätter för något annat.", "The day that it sets for something else."
    ),
    "Asked.field": field("fält", "field", "Fältet som frågas efter.", "The field that is asked for."),
    "Before.acts": field(
        "åtgärder", "acts", "Åtgärderna som alla ska vara gjorda.", "The acts, each of which is to be done."
    ),
    "Before.unless": field(
        "om inte", "unless", "Villkoren då det inte behövs.", "The conditions on which it is not needed."
    ),
    "Before.unless_heard": field(
        "om inte samråd med",
        "unless heard",
        "Rollerna vars samråd räcker i stället.",
        "The roles whose consultation will do instead.",
    ),
    "Balance.total": field("summa", "total", "Fältet med summan.", "The field of the sum."),
    "Balance.plus": field("plus", "plus", "Fälten som läggs ihop.", "The fields that are added up."),
    "Balance.minus": field("minus", "minus", "Fälten som dras ifrån.", "The fields that are taken away."),
    "Due.met_by": field(
        "fullgörs av",
        "met by",
        "Åtgärderna varav en ska vara gjord till dess.",
        "The acts, one of which is to be done by then.",
    ),
    "Due.months": field(
        "tid",
        "time",
        "Månader där ingen dag anges; utelämnad: dagen anges.",
        "Months where no day is stated; left out: it is stated.",
        MONTHS,
    ),
    "Due.least_months": field(
        "minst", "at least", "Den kortaste tiden i månader.", "The shortest time in months.", MONTHS
    ),
    "Due.most_months": field("högst", "at most", "Den längsta tiden i månader.", "The longest time in months.", MONTHS),
    "Due.least_days": field("minst", "at least", "Den kortaste tiden i dagar.", "The shortest time in days.", DAYS),
    "Due.most_days": field("högst", "at most", "Den längsta tiden i dagar.", "The longest time in days.", DAYS),
    "Due.beyond": field(
        "utanför ramen", "beyond the frame", "Vad som händer med en annan tid.", "What becomes of any other time."
    ),
    "Due.rolls_forward": field(
        "till nästa arbetsdag",
        "on to the next working day",
        "Om en tid som slutar på en helgdag går vidare.",
        "Whether a time that ends on a holiday goes on.",
    ),
    # --- tracks, checklists, groups, reports and mandates -----------------------------------------------------------
    "TrackStep.closed_tracks": field(
        "avslutade sidospår",
        "closed side tracks",
        "Sidospåren som ska vara avslutade.",
        "The side tracks that have to be closed.",
    ),
    "TrackStep.criterion": field(
        "kriterium", "criterion", "När steget ska tas, för människor.", "When the step is to be taken, for people."
    ),
    "Order.skip": field("hoppa över", "pass over", "Om lägen får hoppas över.", "Whether states may be passed over."),
    "Checklist.before": field(
        "före", "before", "Åtgärderna som väntar tills allt är gjort.", "The acts that wait until all of it is done."
    ),
    "Checklist.tasks": field("uppgifter", "tasks", "Vad som ska göras.", "What is to be done."),
    "Task.priority": field("prioritet", "priority", "Ordningen, den lägsta först.", "The order, the lowest first."),
    "Task.timing": field("tidpunkt", "timing", "När det ska göras, i ord.", "When it is to be done, in words."),
    "Task.same_day_as": field(
        "samma dag som", "same day as", "Åtgärden som det görs samtidigt med.", "The act that it is done with."
    ),
    "Task.every": field("hur ofta", "how often", "En gång, eller varje dag.", "Once, or each day."),
    "Group.members": field("medlemmar", "members", "Vilka som ska ingå.", "Who are to sit in it."),
    "Member.least": field("minst", "at least", "Det lägsta antalet.", "The least number.", PERSONS),
    "Member.most": field("högst", "at most", "Det högsta antalet.", "The greatest number.", PERSONS),
    "Member.lacking": field(
        "om någon saknas",
        "if somebody lacks",
        "Om åtgärden avvisas eller bara varnas för.",
        "Whether the act is refused, or only warned of.",
    ),
    "Position.role": field("roll", "role", "Rollen som ska innehas.", "The role that is to be held."),
    "Position.least": field(
        "minst", "at least", "Av hur många den ska innehas.", "By how many it is to be held.", PERSONS
    ),
    "Position.named": field(
        "namngivna", "named", "Hur många handlingen namnger.", "How many of them the document names.", PERSONS
    ),
    "Report.contents": field("innehåll", "contents", "Vad rapporten ska ta upp.", "What the report has to hold."),
    "Report.recipients": field("mottagare", "recipients", "Vilka som får den.", "Who receives it."),
    "Report.cadence": field("hur ofta", "cadence", "När den ska lämnas.", "When it falls due."),
    "Report.covers": field("avser", "covers", "Tiden som den handlar om.", "The period that it is about."),
    "Cadence.kind": field("slag", "kind", "Med vilken regelbundenhet.", "With which regularity."),
    "Cadence.months": field("i månaderna", "in the months", "Månaderna, 1 till 12.", "The months, 1 to 12."),
    "Cadence.every": field(
        "var n:te gång", "every so many", "Hur många perioder mellan två.", "How many periods lie between two."
    ),
    "Cadence.day": field("dag", "day", "Dagen i perioden.", "The day of the period."),
    "Cadence.act": field("efter åtgärden", "after the act", "Åtgärden som utlöser den.", "The act that calls for it."),
    "Mandate.tracks": field(
        "sidospår",
        "side tracks",
        "Sidospåren som det gäller; tom lista: alla.",
        "The side tracks that it is for; an empty list: all.",
    ),
    "Mandate.propose": field("bereder", "propose", "De som bereder beslutet.", "Those who prepare the decision."),
    "Mandate.otherwise": field(
        "andra uppgifter", "otherwise", "Vad en handling säger på annat ställe.", "What a document says elsewhere."
    ),
    "Contradiction.roles": field("roller", "roles", "Rollerna som nämns där.", "The roles that are named there."),
}
