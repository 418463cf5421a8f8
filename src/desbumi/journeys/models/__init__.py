"""What is stored of journeys: the journeys, what is confided of them, sheets that were brought with their rows, wordings of headers."""

from desbumi.journeys.models.imports import Import as Import
from desbumi.journeys.models.imports import Row as Row
from desbumi.journeys.models.imports import Wording as Wording
from desbumi.journeys.models.journeys import Confided as Confided
from desbumi.journeys.models.journeys import Journey as Journey
