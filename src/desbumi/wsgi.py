"""What Granian serves."""

import ctypes
import multiprocessing
import os
import signal
import sys

from django.core.wsgi import get_wsgi_application

PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    """Granian's worker would go on, and hold the port, when its main process is killed. The kernel can say so on Linux alone."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


if multiprocessing.parent_process() is not None:  # started by Granian, not by a test or a shell
    end_with_parent()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "desbumi.settings")
application = get_wsgi_application()
