"""Whatever Python runs with this folder on its path lives so many days later: JOBS_DAYS_LATER."""

import os
from datetime import UTC, datetime, timedelta

import time_machine

time_machine.travel(datetime.now(UTC) + timedelta(days=int(os.environ["JOBS_DAYS_LATER"])), tick=True).start()
