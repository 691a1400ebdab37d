"""Lists in pages, each beginning after the last key of the one before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Depends, Query, Request
from pydantic import BaseModel, Field

from gis.api.subjects import Id

Item = TypeVar("Item")


class Listing(BaseModel, Generic[Item]):
    """One page of a list; ``next`` is the address of the one after it, null at the end."""

    items: list[Item]
    next: str | None = Field(None, examples=["/api/v1/users?limit=100&after=117"])


class Page:
    """What the caller asks of a list: at most ``limit`` items after number ``after``."""

    def __init__(
        self,
        request: Request,
        after: Annotated[Id | None, Query(description="Begin after this number.")] = None,
        limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    ) -> None:
        self._url = request.url
        self.after = after
        self.limit = limit

    @property
    def wanted(self) -> int:
        """How many rows to read: one more than shown, to know whether there are more."""
        return self.limit + 1

    def of(self, rows: Sequence[Any], key: str = "id") -> dict[str, Any]:
        """The page as the members of a Listing, from up to ``wanted`` rows in order."""
        shown = rows[: self.limit]
        more = len(rows) > self.limit
        following = self._url.include_query_params(after=getattr(shown[-1], key)) if more else None
        url = f"{following.path}?{following.query}" if following else None
        return {"items": shown, "next": url}


Paged = Annotated[Page, Depends()]
