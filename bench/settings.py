"""The settings of production, with the peers beside them."""

from desbumi.settings import *  # noqa: F403
from desbumi.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "simple_history", "bench.peers"]
