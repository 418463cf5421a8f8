"""Deeds about journeys and sheets. Each function is one deed and one op in the book."""

from desbumi.journeys.actions.imports import AlreadyWritten as AlreadyWritten
from desbumi.journeys.actions.imports import RowDecided as RowDecided
from desbumi.journeys.actions.imports import agree as agree
from desbumi.journeys.actions.imports import bring as bring
from desbumi.journeys.actions.imports import decide as decide
from desbumi.journeys.actions.imports import discard_rows as discard_rows
from desbumi.journeys.actions.imports import keep_wordings as keep_wordings
from desbumi.journeys.actions.imports import leave as leave
from desbumi.journeys.actions.imports import write as write
from desbumi.journeys.actions.undoing import undo as undo
