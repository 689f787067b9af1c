"""How hypothesis searches: without a deadline (the machine may be busy), and in CI the same way each time.

`--hypothesis-profile=quick` looks at few examples, for runs that only ask which lines a test reaches.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]

settings.register_profile("local", deadline=None, suppress_health_check=_SLOW)
settings.register_profile("ci", deadline=None, suppress_health_check=_SLOW, derandomize=True, database=None)
settings.register_profile("quick", settings.get_profile("ci"), max_examples=15)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "local")
