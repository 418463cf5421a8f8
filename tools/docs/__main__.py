"""Write the documents that are made from the house: `make docs`."""

import sys

from django.conf import settings

from tools.docs import write
from tools.house import House

settings.configure(USE_I18N=False)
for name in write(House()):
    sys.stdout.write(f"{name}\n")
