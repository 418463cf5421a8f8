"""What is stored of journeys: the journeys, what is confided of them, their papers, sheets that were brought with their rows, wordings of headers."""

from desbumi.journeys.models.imports import Import as Import
from desbumi.journeys.models.imports import Row as Row
from desbumi.journeys.models.imports import Wording as Wording
from desbumi.journeys.models.journeys import Confided as Confided
from desbumi.journeys.models.journeys import Journey as Journey
from desbumi.journeys.models.papers import Contract as Contract
from desbumi.journeys.models.papers import Document as Document
from desbumi.journeys.models.papers import DocumentScan as DocumentScan
from desbumi.journeys.models.papers import Promise as Promise
