"""The commands of the contract, and the type that carries them out."""

from __future__ import annotations

from typing import Final

from schema.commanding import Command, carrying_out
from schema.commands.access import ACCESS
from schema.commands.cases import CASES
from schema.commands.declared import DECLARED
from schema.commands.deliveries import DELIVERIES
from schema.commands.endings import ENDINGS
from schema.commands.registers import REGISTERS, SETTLING
from schema.commands.rulesets import RULESETS
from schema.commands.simulations import SIMULATIONS
from schema.commands.steps import STEPS

# Those that can also be foreseen.
COMMANDS: Final[tuple[Command, ...]] = (
    *REGISTERS,
    *CASES,
    *STEPS,
    *DECLARED,
    *ENDINGS,
    *SETTLING,
    *ACCESS,
    *RULESETS,
)
Mutation: Final = carrying_out(
    (*COMMANDS, *SIMULATIONS, *DELIVERIES),
    "Mutation",
    "Kommandon: ett per begäran, vart och ett en transaktion. Commands: one in each request, and each is one"
    " transaction.",
)
