"""The rig's fixtures, and how long hypothesis looks: HYPOTHESIS_PROFILE=full for a thorough run."""

import os

from hypothesis import settings

from tests.rig.embedded import place
from tests.rig.postgres import cluster, database, empty_database, template_database
from tests.rig.programs import needs_chromium, needs_node, needs_postgresql_15
from tests.rig.sockets import loopback_only

__all__ = [
    "cluster",
    "database",
    "empty_database",
    "loopback_only",
    "needs_chromium",
    "needs_node",
    "needs_postgresql_15",
    "place",
    "template_database",
]

settings.register_profile("default", deadline=None, max_examples=50)
settings.register_profile("full", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
