"""`python -m infra.cli`: the same as `trappa`."""

import sys

from infra.cli.main import main

sys.exit(main())
