"""Use cases: posts are set up, taken over from the sites of a dataset, and taken down."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from gis.errors import ForbiddenError, NotFoundError
from gis.model import ROOT, Caller, covers
from gis.store import audit_log, inforce
from gis.store import posts as store
from gis.store.posts import Post


@dataclass(frozen=True, slots=True)
class NewPost:
    """A post to set up; degrees of WGS 84."""

    name: str
    kind: str
    category: str
    lon: float
    lat: float


def add(
    conn: Connection, caller: Caller, wanted: Sequence[NewPost], scope: Collection[str]
) -> list[Post]:
    """Set up posts in the communities they stand in.

    Parameters
    ----------
    scope
        Jurisdictions in which the caller may.

    Raises
    ------
    NotFoundError
        No plan is in force where one would stand.
    ForbiddenError
        One would stand elsewhere.
    """
    found = store.communities_at(conn, [one.lon for one in wanted], [one.lat for one in wanted])
    rows = []
    for one, community in zip(wanted, found, strict=True):
        if community is None:
            raise NotFoundError(
                f"no plan is in force where {one.name} would stand (lon {one.lon} lat {one.lat})",
                f"{one.name} 所在位置（经度 {one.lon}、纬度 {one.lat}）没有生效的方案。",
            )
        if not any(covers(code, community) for code in scope):
            raise ForbiddenError(
                f"{one.name} would stand in community {community}, which is not yours",
                f"{one.name} 位于社区 {community}，不在您的辖区内。",
            )
        place = {"lon": one.lon, "lat": one.lat, "jurisdiction": community}
        rows.append({"name": one.name, "kind": one.kind, "category": one.category, **place})
    return _told(conn, caller, store.add(conn, rows, caller.name), "add post")


def take_sites(
    conn: Connection, caller: Caller, dataset: int, categories: Collection[str], kind: str,
    scope: Collection[str],
) -> list[Post]:  # fmt: skip
    """Make posts of the sites of a dataset in force; those that are posts already are left."""
    codes = inforce.prefixes(scope)["codes"]
    numbers = store.take_sites(conn, dataset, categories, kind, codes, caller.name)
    return _told(conn, caller, numbers, "add post")


def remove(conn: Connection, caller: Caller, number: int) -> None:
    """Take a post down."""
    post = store.get(conn, number)
    if post is None or not store.remove(conn, number):
        raise NotFoundError(f"there is no post {number}", f"没有编号为 {number} 的站点。")
    about = f"post {number}"
    audit_log.append(conn, caller.name, "remove post", about, jurisdiction=post.jurisdiction)


def _told(conn: Connection, caller: Caller, numbers: Sequence[int], action: str) -> list[Post]:
    """The posts with these numbers; one line of the log tells of all of them."""
    made = [post for number in numbers if (post := store.get(conn, number)) is not None]
    if made:
        about = ", ".join(f"post {post.id}" for post in made[:20])
        places = {post.jurisdiction for post in made}
        place = places.pop() if len(places) == 1 else ROOT
        told = {"posts": len(made)}
        audit_log.append(conn, caller.name, action, about, told, jurisdiction=place)
    return made
