"""Pages: a page cannot write, a deed is done once, every "no" is a Refusal.

For whom: every room that shows something. Deeds: none of its own; `@page`, `@deed` and `door` are how views are made; what is
public says so by `@open_page` and `@open_deed`.
"""

from desbumi.pages.answers import to_the_door as to_the_door
from desbumi.pages.asking import Request as Request
from desbumi.pages.asking import Response as Response
from desbumi.pages.asking import paginate as paginate
from desbumi.pages.asking import query_of as query_of
from desbumi.pages.deeds import back_to as back_to
from desbumi.pages.deeds import deed as deed
from desbumi.pages.deeds import door as door
from desbumi.pages.deeds import page as page
from desbumi.pages.forms import DayField as DayField
from desbumi.pages.forms import DeedForm as DeedForm
from desbumi.pages.forms import Filter as Filter
from desbumi.pages.forms import ThingField as ThingField
from desbumi.pages.limits import few_wrong as few_wrong
from desbumi.pages.many import RowsField as RowsField
from desbumi.pages.many import ThingsField as ThingsField
from desbumi.pages.open import open_deed as open_deed
from desbumi.pages.open import open_page as open_page
