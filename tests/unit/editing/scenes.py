"""Scenes drawn by hand: squares of 10 m, one letter a grid, so that results can be counted.

The drawing is read as on paper, the first line in the north. Atoms are numbered from 1 in reading
order, each with 10 households in one building; the micro-grid of an atom is drawn beside.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from itertools import count
from typing import Any

import numpy as np

from gis.editing.delta import Delta
from gis.editing.scene import Community, Scene
from gis.geometry.borders import Ints
from gis.model import CODE_SCHEMES, Band, Rules

HOME, BESIDE = 1, 2
CODES = {HOME: "990121100201", BESIDE: "990121100202"}
RULES = Rules(Band(30, 60), Band(10, 30))
FIRST_MICROGRID = 100


def grid(letter: str) -> int:
    """Number of a grid by its letter."""
    return ord(letter.upper()) - ord("A") + 1


def micro(letter: str) -> int:
    """Number of a micro-grid by its letter."""
    return FIRST_MICROGRID + ord(letter) - ord("a")


def scene(
    grids: str,
    microgrids: str | None = None,
    *,
    walls: Collection[tuple[int, int]] = (),
    tower: tuple[int, str] | None = None,
    abroad: str = "",
    **fields: Any,
) -> Scene:
    """A scene from drawings of its grids and micro-grids.

    Parameters
    ----------
    grids, microgrids
        Lines of letters; without micro-grids each grid is one.
    walls
        Pairs of atoms whose border nobody can cross.
    tower
        An atom, and the micro-grids of the floors above it, numbered on from the last atom.
    abroad
        Grids of the other community.
    fields
        Of every grid.
    """
    lines = [list(line) for line in grids.split()]
    width = len(lines[0])
    places = np.array([grid(letter) for line in lines for letter in line])
    drawn = microgrids or "".join(chr(ord("a") + n - 1) for n in places)
    homes = np.array([micro(letter) for letter in "".join(drawn.split())])
    foot = np.arange(1, len(places) + 1)
    low, high = _beside(len(places), width)
    if tower:
        ground, floors = tower
        foot = np.append(foot, [ground] * len(floors))
        places = np.append(places, [places[ground - 1]] * len(floors))
        homes = np.append(homes, [micro(letter) for letter in floors])
    community = np.where(np.isin(places, [grid(letter) for letter in abroad]), BESIDE, HOME)
    size = len(places)
    walled = {tuple(sorted(pair)) for pair in walls}
    inside = community[low] == community[high]
    low, high = low[inside], high[inside]
    open_ = np.array(
        [(one + 1, other + 1) not in walled for one, other in zip(low, high, strict=True)]
    )
    units = {number: _grid(number, places, community, fields) for number in np.unique(places)}
    return Scene(
        atom=np.arange(1, size + 1), foot=foot, community=community, grid=places, microgrid=homes,
        households=np.full(size, 10), residents=np.full(size, 30),
        buildings=np.ones(size, dtype=np.int64), low=low, high=high,
        length=np.full(len(low), 10.0), cost=np.full(len(low), 10.0),
        passable=open_, reachable=open_,
        grids={int(number): unit for number, unit in units.items()},
        microgrids=_microgrids(places, homes, units),
        communities={
            number: Community(
                number, CODES[number], f"{number}村", rural=False,
                taken=frozenset(
                    unit["code"] for unit in units.values() if unit["community"] == number
                ),
            )
            for number in np.unique(community).tolist()
        },
        rules=RULES, scheme=CODE_SCHEMES["standard"], new_id=count(1000).__next__,
    )  # fmt: skip


def with_grid(drawn: Scene, letter: str, **fields: Any) -> Scene:
    """The scene with some fields of a grid changed."""
    number = grid(letter)
    return replace(drawn, grids={**drawn.grids, number: {**drawn.grids[number], **fields}})


def applied(drawn: Scene, delta: Delta) -> Scene:
    """The scene after a delta that cuts nothing; strict as the database is."""
    places = dict(
        zip(drawn.atom.tolist(), zip(drawn.grid, drawn.microgrid, strict=True), strict=True)
    )
    for move in delta.atoms:
        assert places[move.atom] == move.before
        assert move.after is not None
        places[move.atom] = move.after
    now = np.array([places[atom] for atom in drawn.atom.tolist()])
    return replace(
        drawn, grid=now[:, 0], microgrid=now[:, 1],
        grids=_changed(drawn.grids, delta.grids),
        microgrids=_changed(drawn.microgrids, delta.microgrids),
        communities={
            number: replace(one, taken=frozenset(
                unit["code"] for unit in _changed(drawn.grids, delta.grids).values()
                if unit["live"] and unit["community"] == number
            ))
            for number, one in drawn.communities.items()
        },
    )  # fmt: skip


def contradictions(drawn: Scene) -> list[str]:
    """What must hold of any scene and does not."""
    live = {number: unit for number, unit in drawn.microgrids.items() if unit["live"]}
    codes = [unit["code"] for unit in (*drawn.grids.values(), *live.values()) if unit["live"]]
    homes = [live.get(number, {}).get("grid") for number in drawn.microgrid.tolist()]
    alive = {number for number, unit in drawn.grids.items() if unit["live"]}
    prefixed = [
        unit["code"].startswith(drawn.grids[unit["grid"]]["code"]) for unit in live.values()
    ]
    holds = {
        "each atom is in a micro-grid of its grid": homes == drawn.grid.tolist(),
        "each live micro-grid has atoms": set(live) == set(drawn.microgrid.tolist()),
        "each live grid has atoms, and no other": alive == set(drawn.grid.tolist()),
        "codes are used once": len(codes) == len(set(codes)),
        "micro-grids have the code of their grid": all(prefixed),
        "a tower lies in one grid": bool((drawn.grid[drawn.ground] == drawn.grid).all()),
    }
    return [sentence for sentence, true in holds.items() if not true]


def _beside(size: int, width: int) -> tuple[Ints, Ints]:
    at = np.arange(size)
    east, south = at[at % width < width - 1], at[at + width < size]
    return np.append(east, south), np.append(east + 1, south + width)


def _grid(number: int, places: Ints, community: Ints, fields: dict[str, Any]) -> dict[str, Any]:
    home = int(community[places == number][0])
    return {
        "community": home, "code": f"{CODES[home]}{number:03}", "kind": "base", "category": None,
        "site": None, "name": f"{number}", "name_en": f"{number}", "post": None, "reason": None,
        "locked": False, "live": True, **fields,
    }  # fmt: skip


def _microgrids(places: Ints, homes: Ints, units: Any) -> dict[int, dict[str, Any]]:
    pairs = sorted({(int(m), int(g)) for m, g in zip(homes, places, strict=True)})
    running: dict[int, int] = {}
    found = {}
    for number, home in pairs:
        running[home] = running.get(home, 0) + 1
        code = f"{units[home]['code']}{running[home]:02}"
        found[number] = {"grid": home, "code": code, "reason": None, "live": True}
    return found


def _changed(known: Any, changes: Any) -> dict[int, dict[str, Any]]:
    units = {number: dict(unit) for number, unit in known.items()}
    for change in changes:
        unit = units.setdefault(change.id, {"live": False})
        assert {name: unit[name] for name in change.before} == dict(change.before)
        unit.update(change.after)
    return units
