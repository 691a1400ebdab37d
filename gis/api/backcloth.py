"""The basemap of another service, where the operator has set one.

It is the one thing for which browsers leave the service's own origin, so its address becomes part
of the rules for content, and is taken apart with care.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

from gis.errors import ParameterError

_ADDRESS = re.compile(
    r"(?P<origin>https?://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?)"
    r"/[A-Za-z0-9._~!$&()*+=:@%/?{}-]*",
    re.IGNORECASE,
)
_WMTS = {"{tilematrix}": "{z}", "{tilerow}": "{y}", "{tilecol}": "{x}"}
_ANY = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class Backcloth:
    """A basemap of tiles in web mercator, WGS 84 or what differs little from it.

    Parameters
    ----------
    name
        What planners see in the list of layers.
    tiles
        Address with ``{z}``, ``{x}`` and ``{y}``.
    origin
        The origin that browsers ask, as rules for content name it.
    """

    name: str
    tiles: str
    origin: str

    @classmethod
    def of(cls, template: str, name: str) -> Self:
        """Read an XYZ template, or one of WMTS in its REST form.

        Raises
        ------
        ParameterError
            If it is no such address.
        """
        found = _ADDRESS.fullmatch(template)
        if found is None:
            raise ParameterError(
                "the basemap must be an address such as"
                " https://tiles.example.gov/base/{z}/{x}/{y}.png"
            )
        tiles = _ANY.sub(lambda one: _WMTS.get(one[0].lower(), one[0]), template)
        named = sorted(_ANY.findall(tiles))
        if named != ["{x}", "{y}", "{z}"]:
            raise ParameterError(
                "the basemap's address must have {z}, {x} and {y}, or {TileMatrix}, {TileCol} and"
                f" {{TileRow}}, once each and nothing else in braces, not {' '.join(named) or '-'}"
            )
        if not name.strip():
            raise ParameterError("the basemap needs a name")
        return cls(name.strip(), tiles, found["origin"].lower())
