"""The commands on simulations. They are not foreseen: a simulation is itself what only is foreseen."""

from __future__ import annotations

from typing import Final

from schema.commanding import Command, Prepared
from schema.commands.simulation_inputs import CancelSimulationInput, StartSimulationInput
from schema.reading_back import SIMULATION
from schema.simulation_queries import load_content
from schema.written import own
from service.usecases import simulation_jobs
from service.usecases.commanding import Outcome, Sent, Services
from service.usecases.simulating import permit_simulation
from service.usecases.simulation_jobs import Simulated


def _start(given: StartSimulationInput) -> Prepared:
    draft_id = None if given.draft_id is None else own("RulesetDraft", given.draft_id, "draftId")
    ruleset_id = None if given.ruleset_id is None else own("Ruleset", given.ruleset_id, "rulesetId")

    async def act(services: Services, sent: Sent) -> Outcome:
        permit_simulation(sent.actor, services.catalogue)
        ruleset = None if given.content is None else await load_content(given.content, services.catalogue)
        what = Simulated(ruleset, draft_id, ruleset_id)
        return await simulation_jobs.start_simulation(services, sent, what, given.since, given.until)

    return act


def _cancel(given: CancelSimulationInput) -> Prepared:
    simulation_id = own("SimulationJob", given.simulation_id, "simulationId")

    async def act(services: Services, sent: Sent) -> Outcome:
        return await simulation_jobs.cancel_simulation(services, sent, simulation_id)

    return act


SIMULATIONS: Final = (
    Command(
        "startSimulation",
        "Begär en simulering, hur många ärenden regionen än har; den görs av `trappa worker`. Ask for a simulation,"
        " however many cases the region has; `trappa worker` makes it.",
        StartSimulationInput,
        SIMULATION,
        _start,
    ),
    Command(
        "cancelSimulation",
        "Avbryt en simulering; en som är slut förblir som den är. End a simulation; one that has ended stays as it is.",
        CancelSimulationInput,
        SIMULATION,
        _cancel,
    ),
)
