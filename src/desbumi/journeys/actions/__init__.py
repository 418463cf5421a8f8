"""Deeds about journeys and sheets. Each function is one deed and one op in the book."""

from desbumi.journeys.actions.imports import AlreadyWritten as AlreadyWritten
from desbumi.journeys.actions.imports import RowDecided as RowDecided
from desbumi.journeys.actions.imports import agree as agree
from desbumi.journeys.actions.imports import bring as bring
from desbumi.journeys.actions.imports import decide as decide
from desbumi.journeys.actions.imports import discard_rows as discard_rows
from desbumi.journeys.actions.imports import keep_wordings as keep_wordings
from desbumi.journeys.actions.imports import leave as leave
from desbumi.journeys.actions.imports import take_in as take_in
from desbumi.journeys.actions.imports import write as write
from desbumi.journeys.actions.journeys import CameHomeBefore as CameHomeBefore
from desbumi.journeys.actions.journeys import EndsBefore as EndsBefore
from desbumi.journeys.actions.journeys import HeardLater as HeardLater
from desbumi.journeys.actions.journeys import NotAWhen as NotAWhen
from desbumi.journeys.actions.journeys import PromiseAnswered as PromiseAnswered
from desbumi.journeys.actions.journeys import PromiseOpen as PromiseOpen
from desbumi.journeys.actions.journeys import PromisePast as PromisePast
from desbumi.journeys.actions.journeys import add_journey as add_journey
from desbumi.journeys.actions.journeys import answer as answer
from desbumi.journeys.actions.journeys import change_journey as change_journey
from desbumi.journeys.actions.journeys import confide as confide
from desbumi.journeys.actions.journeys import hear as hear
from desbumi.journeys.actions.journeys import keep_document as keep_document
from desbumi.journeys.actions.journeys import promise as promise
from desbumi.journeys.actions.journeys import record_contract as record_contract
from desbumi.journeys.actions.undoing import undo as undo
