"""What is built in each quarter: sizes, gaps, floors. Data, no code."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a lot is filled with rows of houses; all lengths in metres.

    Parameters
    ----------
    use
        Value of the buildings' ``use``.
    setback
        Distance from the edge of the lot.
    depth
        Range of the houses' depth, drawn once a lot.
    width
        Range of a house's width, or of the width of one staircase where ``staircases`` is given.
    gap, joined
        Range of the gap between neighbours in a row, and the share that shares a wall instead.
    yard, sun
        Range of the free space between rows, plus this share of the height of the houses.
    floors
        Floors to choose from, with ``alike`` once a lot, else for each house.
    staircases
        Numbers of staircases to choose from; empty for houses without.
    shapes
        Footprints (keys of rows.SHAPES) to choose from.
    turn
        Most degrees by which rows turn away from facing south.
    empty
        Share of places left empty.
    crooked
        Whether small waves bend the rows.
    most
        No more houses than this in a lot.
    """

    use: str
    setback: float
    depth: tuple[float, float]
    width: tuple[float, float]
    gap: tuple[float, float]
    yard: tuple[float, float]
    floors: tuple[int, ...]
    joined: float = 0.0
    sun: float = 0.0
    alike: bool = False
    staircases: tuple[int, ...] = ()
    shapes: tuple[str, ...] = ("box",)
    turn: float = 45.0
    empty: float = 0.0
    crooked: bool = False
    most: int = 100_000


RECIPES = {
    "old": Recipe(
        "residential", 0.9, (6.2, 9.4), (4.8, 12.5), (0.15, 1.7), (2.0, 4.2), (1, 1, 1, 2, 2, 3),
        joined=0.45, shapes=("box", "box", "box", "box", "ell", "yard"), empty=0.07, crooked=True,
    ),
    "rows": Recipe(
        "residential", 1.4, (9.5, 13.0), (6.0, 12.0), (0.4, 3.0), (5.0, 9.5), (2, 3, 3, 4, 4, 5),
        joined=0.65, empty=0.03,
    ),
    "slab": Recipe(
        "residential", 6.5, (10.8, 13.4), (13.4, 16.6), (6.0, 11.0), (0.0, 4.0), (5, 6, 6, 6, 6, 7),
        sun=1.12, alike=True, staircases=(2, 2, 3, 3, 4, 5), shapes=("box", "box", "stairs"),
        turn=20,
    ),
    "tower": Recipe(
        "residential", 9.0, (15.5, 21.0), (15.5, 19.0), (13.0, 24.0), (9.0, 16.0),
        (11, 17, 18, 18, 24, 26, 28, 30, 33), sun=0.3, staircases=(1, 1, 2, 2, 3),
        shapes=("cross", "cross", "stairs"), turn=20, empty=0.05,
    ),
    "courts": Recipe(
        "residential", 4.0, (10.8, 12.6), (13.0, 15.5), (5.0, 8.0), (0.0, 2.0), (5, 6, 6),
        sun=1.0, alike=True, staircases=(2, 3, 3), turn=20,
    ),
    "village": Recipe(
        "residential", 0.8, (8.4, 11.2), (8.8, 13.5), (1.6, 8.0), (5.5, 10.5), (1, 1, 2, 2, 2, 3),
        joined=0.08, shapes=("box", "box", "box", "ell"), empty=0.1, crooked=True,
    ),
    "industry": Recipe(
        "industrial", 10.0, (22.0, 44.0), (30.0, 92.0), (12.0, 22.0), (16.0, 24.0), (1, 1, 1, 2, 3),
        shapes=("box", "box", "box", "ell"), empty=0.06,
    ),
    "school": Recipe(
        "public", 12.0, (12.5, 15.5), (36.0, 62.0), (12.0, 18.0), (22.0, 30.0), (3, 4, 4, 5),
        shapes=("box", "box", "yard", "ell"), turn=22, most=9,
    ),
    "hospital": Recipe(
        "public", 9.0, (15.0, 20.0), (28.0, 60.0), (12.0, 18.0), (18.0, 26.0), (3, 4, 6, 9, 14),
        shapes=("box", "box", "ell", "stairs"), turn=22, most=9,
    ),
    "government": Recipe(
        "public", 12.0, (13.0, 16.0), (34.0, 56.0), (14.0, 22.0), (22.0, 32.0), (3, 4, 5, 6),
        shapes=("box", "box", "yard"), turn=22, most=6,
    ),
    "market": Recipe(
        "commercial", 6.0, (20.0, 28.0), (38.0, 66.0), (8.0, 12.0), (9.0, 13.0), (1, 1, 2), most=6,
    ),
    "transport_hub": Recipe(
        "public", 9.0, (16.0, 22.0), (34.0, 72.0), (12.0, 20.0), (20.0, 30.0), (1, 2, 3), most=4,
    ),
    "religious": Recipe(
        "religious", 6.0, (8.0, 11.5), (12.0, 21.0), (5.0, 8.0), (8.0, 12.0), (1, 1, 2),
        most=9, turn=25,
    ),
    "scenic_spot": Recipe(
        "public", 10.0, (5.5, 8.5), (6.0, 12.0), (26.0, 55.0), (32.0, 48.0), (1, 1, 2),
        shapes=("box", "cross"), empty=0.3, most=14,
    ),
    "commercial": Recipe(
        "commercial", 6.0, (16.0, 22.0), (22.0, 38.0), (12.0, 18.0), (18.0, 26.0),
        (6, 9, 12, 16, 20),
        shapes=("box", "cross", "ell"), most=5,
    ),
}  # fmt: skip
"""Recipes by quarter; those of sites have the category's name."""

FRONTAGE = Recipe(
    "mixed", 1.5, (10.0, 13.5), (9.0, 34.0), (0.3, 4.0), (0.0, 0.0), (3, 4, 5, 5, 6), joined=0.45
)
"""Shops with homes above along the streets round a block."""

STOREY = 3.0
"""Height of a storey in metres, for the space between rows."""
