"""Look for the few pieces of ground that must change hands so that units come into their band.

A best-first search over shifts: connected pieces at the border of two units go from one to the
other. What a shift puts out of band is mended by further shifts, so that swaps and chains through
a neighbour come out by themselves.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from gis.editing.board import Board, State, bits

WIDTH = 5
"""Shifts kept of each size while they grow."""
LONGEST = 60
"""Pieces in one shift at most."""
STEPS = 3
"""Shifts in one repair at most."""
LOOKS = 24
"""Pairs of units looked at in one search: what bounds its time whatever the ground."""
ENOUGH = 4
"""Complete repairs after which nothing dearer is looked for."""


@dataclass(frozen=True, slots=True)
class _Shift:
    """Pieces that could go from one unit to another, and by how much that roughens the border."""

    mask: int
    load: float
    rough: float


def repairs(board: Board, target: int | None = None, start: State | None = None) -> list[State]:
    """Ways to bring one unit nearer to its band without pushing another out of its own.

    Parameters
    ----------
    target
        The unit to be mended; None where only what ``start`` did wrong is to be mended.
    start
        A board on which something was moved already; its moved pieces stay where they are.

    Returns
    -------
    list of State
        Complete repairs first, then those that come nearest; within these by households moved.
    """
    begin = start or board.origin
    queue = [(0.0, 0.0, 0, begin)]
    looks, order = 0, 0
    found: list[State] = []
    complete = 0
    while queue and looks < LOOKS and complete < ENOUGH:
        _, _, _, state = heapq.heappop(queue)
        wrong = _wrong(board, state, target)
        if state.shifts and _harmless(board, state):
            found.append(state)
            complete += wrong is None
        if wrong is None or len(state.shifts) - len(begin.shifts) >= STEPS:
            continue
        for later in _further(board, state, wrong):
            order += 1
            excess, price = _excess(board, later, target), board.price(later.moved)
            heapq.heappush(queue, (price + 3 * excess, price, order, later))
        looks += len(_beside(board, state, wrong))
    return sorted(found, key=lambda s: (_excess(board, s, target), board.price(s.moved)))


def _wrong(board: Board, state: State, target: int | None) -> int | None:
    """The unit to be mended next: one that came to be worse than it was, then the target."""
    band, before = board.band, board.origin.loads
    for unit, load in state.loads.items():
        if band.distance(load) > band.distance(before[unit]):
            return unit
    return target if target is not None and band.distance(state.loads[target]) else None


def _harmless(board: Board, state: State) -> bool:
    """Whether no unit is farther out of band than it was."""
    band, before = board.band, board.origin.loads
    return all(band.distance(x) <= band.distance(before[unit]) for unit, x in state.loads.items())


def _excess(board: Board, state: State, target: int | None) -> float:
    """What is still wrong: of the target, and of units worse than before."""
    band, before = board.band, board.origin.loads
    worse = (
        max(0.0, band.distance(load) - band.distance(before[unit]))
        for unit, load in state.loads.items()
    )
    own = band.distance(state.loads[target]) if target is not None else 0.0
    return sum(worse) + own


def _beside(board: Board, state: State, unit: int) -> list[int]:
    """Free units across a passable border."""
    around = board.around(state.masks[unit])
    return [other for other in sorted(board.free) if other != unit and state.masks[other] & around]


def _further(board: Board, state: State, unit: int) -> Iterator[State]:
    """States after one more shift that brings a unit nearer to its band."""
    band, load = board.band, state.loads[unit]
    gains = load < band.lower
    most = band.upper - load if gains else load - band.lower
    least = band.distance(load)
    for other in _beside(board, state, unit):
        source, target = (other, unit) if gains else (unit, other)
        room = _room(board, state, other, gives=gains)
        shifts = _shifts(board, state, source, target, most)
        fitting = [shift for shift in shifts if least <= shift.load <= room]
        over = [shift for shift in shifts if shift.load >= least and shift.load > room]
        partly = [shift for shift in shifts if 0 < shift.load < least and shift.load <= room]
        fitting.sort(key=lambda shift: (board.price(shift.mask), shift.rough))
        over.sort(key=lambda shift: (shift.load, shift.rough))
        partly.sort(key=lambda shift: (-shift.load, shift.rough))
        smooth = sorted(fitting, key=lambda shift: shift.rough)[:1]
        for shift in {s.mask: s for s in [*fitting[:2], *smooth, *over[:2], *partly[:1]]}.values():
            yield state.after(board, shift.mask, source, target)


def _room(board: Board, state: State, unit: int, *, gives: bool) -> float:
    """What a unit can give or take without harm."""
    band, load = board.band, state.loads[unit]
    return max(0.0, load - band.lower if gives else band.upper - load)


def _shifts(board: Board, state: State, source: int, target: int, most: float) -> list[_Shift]:
    """Pieces that hang together, or with the target, and leave the source in one part."""
    inside = state.masks[source] & ~(state.moved | board.held)
    front = board.around(state.masks[target]) & inside
    level = [_Shift(0, 0.0, 0.0)]
    found: dict[int, _Shift] = {}
    for _ in range(LONGEST):
        grown: dict[int, _Shift] = {}
        for shift in level:
            open_ = (front | board.around(shift.mask)) & inside & ~shift.mask
            for piece in bits(open_):
                more = _with(board, state, shift, piece, (source, target))
                if more.load <= most and more.mask not in grown:
                    grown[more.mask] = more
        level = _best(board, state, source, most, list(grown.values()))
        found |= {shift.mask: shift for shift in level}
        if not level:
            break
    return [shift for shift in found.values() if shift.load > 0]


def _with(board: Board, state: State, shift: _Shift, piece: int, units: tuple[int, int]) -> _Shift:
    """A shift with one more piece."""
    source, target = units
    rough = shift.rough
    for other, metres in board.near[piece].items():
        if shift.mask >> other & 1 or state.masks[target] >> other & 1:
            rough -= metres
        elif state.masks[source] >> other & 1:
            rough += metres
    return _Shift(shift.mask | 1 << piece, shift.load + board.load[piece], rough)


def _best(
    board: Board, state: State, source: int, most: float, shifts: Sequence[_Shift]
) -> list[_Shift]:
    """The smoothest shifts, each with what it would cut off from the source."""
    kept: dict[int, _Shift] = {}
    for shift in sorted(shifts, key=lambda s: (s.rough, s.mask)):
        closed = _closed(board, state, source, shift)
        if closed and closed.load <= most:
            kept.setdefault(closed.mask, closed)
        if len(kept) == WIDTH:
            break
    return list(kept.values())


def _closed(board: Board, state: State, source: int, shift: _Shift) -> _Shift | None:
    """A shift along with the parts that it would tear off; None where nothing would be left."""
    rest = state.masks[source] & ~shift.mask
    if not rest:
        return None
    rim = board.around(shift.mask) & rest
    if rim and not rim & ~board.reached(rim & -rim, rest, rim):
        return shift
    parts = board.parts(rest)
    excess = max(0, len(parts) - max(1, board.known[source]))
    torn = [part for part in parts if part & rim]
    if excess and excess >= len(torn):
        return None
    lost = sum(torn[len(torn) - excess :])
    if lost & (state.moved | board.held):
        return None
    return replace(shift, mask=shift.mask | lost, load=shift.load + board.weight(lost))
