"""What an editor may ask for: one dataclass an operation, told apart by ``type``.

Atoms, grids and micro-grids are given by number, lines as (longitude, latitude) in WGS 84.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from gis.model.plans import OperationKind

Category = Literal[
    "industrial_park", "school", "hospital", "scenic_spot", "commercial", "market", "shops",
    "government", "enterprise", "religious", "transport_hub",
]  # fmt: skip
Position = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Move:
    """Bring atoms to a grid; with ``microgrid`` to that one, else to the one nearby.

    All floors of a tower go along when the grid changes.
    """

    atoms: list[int]
    grid: int
    microgrid: int | None = None
    type: Literal[OperationKind.MOVE] = OperationKind.MOVE


@dataclass(frozen=True, slots=True)
class Share:
    """Atoms that go to one grid, or to a new one where no grid is given."""

    atoms: list[int]
    grid: int | None = None


@dataclass(frozen=True, slots=True)
class Reassign:
    """Bring atoms to several grids in one step: a swap, a chain of moves, a border drawn anew.

    Each atom is named once; all floors of a tower go along. With ``microgrids`` the partitioner
    divides every grid concerned into micro-grids anew.
    """

    moves: list[Share]
    microgrids: bool = False
    type: Literal[OperationKind.REASSIGN] = OperationKind.REASSIGN


@dataclass(frozen=True, slots=True)
class NewGrid:
    """Make a grid of atoms, or a micro-grid of atoms of one grid."""

    atoms: list[int]
    level: Literal["grid", "microgrid"] = "grid"
    name: str | None = None
    type: Literal[OperationKind.NEW_GRID] = OperationKind.NEW_GRID


@dataclass(frozen=True, slots=True)
class SplitGrid:
    """Divide a grid in two: along a line from border to border, or as the partitioner would."""

    grid: int
    line: list[Position] | None = None
    type: Literal[OperationKind.SPLIT_GRID] = OperationKind.SPLIT_GRID


@dataclass(frozen=True, slots=True)
class Merge:
    """Make one grid of several; ``into`` keeps its code, name and kind."""

    grids: list[int]
    into: int
    type: Literal[OperationKind.MERGE] = OperationKind.MERGE


@dataclass(frozen=True, slots=True)
class SplitAtom:
    """Cut an atom along a line that leads across it and around its buildings."""

    atom: int
    line: list[Position]
    type: Literal[OperationKind.SPLIT_ATOM] = OperationKind.SPLIT_ATOM


@dataclass(frozen=True, slots=True)
class SplitTower:
    """Cut the tower on an atom: above the floors given, or without any between its staircases.

    With ``microgrids`` each part becomes a micro-grid of its own.
    """

    atom: int
    floors: list[int] = field(default_factory=list)
    microgrids: bool = False
    type: Literal[OperationKind.SPLIT_TOWER] = OperationKind.SPLIT_TOWER


@dataclass(frozen=True, slots=True)
class Dedicate:
    """Make a dedicated grid: of atoms, of a whole grid, or of the ground of a site."""

    category: Category
    name: str
    atoms: list[int] = field(default_factory=list)
    grid: int | None = None
    site: int | None = None
    type: Literal[OperationKind.DEDICATE] = OperationKind.DEDICATE


@dataclass(frozen=True, slots=True)
class Undedicate:
    """Make a dedicated grid a base grid."""

    grid: int
    type: Literal[OperationKind.UNDEDICATE] = OperationKind.UNDEDICATE


@dataclass(frozen=True, slots=True)
class Resolve:
    """Let the partitioner divide the ground of some grids anew, or each into micro-grids.

    Locked grids among them stay as they are.
    """

    grids: list[int]
    level: Literal["grid", "microgrid"] = "grid"
    effort: Literal["fast", "balanced", "best"] = "fast"
    seed: int = 0
    type: Literal[OperationKind.RESOLVE] = OperationKind.RESOLVE


@dataclass(frozen=True, slots=True)
class Renumber:
    """Number the grids and micro-grids of a community from west to east, north to south."""

    community: str
    type: Literal[OperationKind.RENUMBER] = OperationKind.RENUMBER


@dataclass(frozen=True, slots=True)
class Attributes:
    """Set what is given of a grid: code, name, responsible post, lock. An empty post is none."""

    grid: int
    code: str | None = None
    name: str | None = None
    name_en: str | None = None
    post: str | None = None
    locked: bool | None = None
    type: Literal[OperationKind.ATTRIBUTES] = OperationKind.ATTRIBUTES


@dataclass(frozen=True, slots=True)
class Restore:
    """Bring the plan back to what it was at a version; what came after stays in the history."""

    version: int
    type: Literal[OperationKind.RESTORE] = OperationKind.RESTORE


Wish = (
    Move | Reassign | NewGrid | SplitGrid | Merge | SplitAtom | SplitTower | Dedicate | Undedicate
    | Resolve | Renumber | Attributes | Restore
)  # fmt: skip
"""Any operation an editor may ask for; undo and redo are asked for without content."""
