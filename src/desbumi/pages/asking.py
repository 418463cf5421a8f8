"""What a view is asked and answers with: the request, the response, addresses, whether a part is wanted."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import register_converter
from django.urls.converters import StringConverter
from django.utils.cache import patch_vary_headers
from django.utils.functional import cached_property

from desbumi.territory.rules import CODE

View = Callable[..., Any]


Response = HttpResponse


NOT_TO_KEEP = "private, no-store"


class CodeConverter(StringConverter):
    """A territory's code in an address; whatever has another shape is absent."""

    regex = CODE


register_converter(CodeConverter, "code")


class Request(HttpRequest):
    """What a view gets: a signed-in account, the htmx headers, and what the deed's form sent about itself."""

    user: Any  # an Account, or nobody
    htmx: Any
    deed: dict[str, Any]  # op and device
    seen: dict[str, Any]  # the version that the form showed, if it sent one
    id: str


def wants_part(request: Request) -> bool:
    """Whether htmx asks for a part of the page, not the whole."""
    return bool(request.htmx) and request.headers.get("HX-Request-Type") != "full" and not request.htmx.boosted


def private(response: Response) -> Response:
    """The response, kept by no cache, and told apart by what htmx asked."""
    response["Cache-Control"] = NOT_TO_KEEP
    patch_vary_headers(response, ["HX-Request", "HX-Request-Type", "Cookie"])
    return response


def query_of(wanted: Mapping[str, Any]) -> str:
    """What a list is narrowed by, as the beginning of a query: `stage=candidate&`; empty values are left out."""
    told = urlencode({name: value for name, value in wanted.items() if value})
    return f"{told}&" if told else ""


M = TypeVar("M", bound=models.Model)


if TYPE_CHECKING:  # at run time a paginator takes no parameters
    Pages = Paginator[Any]
else:
    Pages = Paginator


class Counted(Pages):
    """Pages of a list, counted up to a most: how many a million are need not be known to show the first fifty."""

    most: int | None = None

    @cached_property
    def count(self) -> int:
        """How many rows there are, `most` when there are more."""
        return super().count if self.most is None else min(self._found, self.most)

    @cached_property
    def _found(self) -> int:
        rows: Any = self.object_list
        return rows.order_by()[: (self.most or 0) + 1].count()  # type: ignore[no-any-return]

    @property
    def has_more(self) -> bool:
        """Whether there are more rows than are counted."""
        return self.most is not None and self._found > self.most


def paginate(request: HttpRequest, rows: models.QuerySet[M] | Sequence[M], size: int = 50, *, most: int | None = None) -> Page[M]:
    """One page of an ordered list, of a query or at hand; a page number that is none shows the nearest. Beyond `most` rows nobody pages, but narrows the list."""
    pages = Counted(rows, size)
    pages.most = most
    return pages.get_page(request.GET.get("page"))
