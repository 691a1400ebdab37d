from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.editing import moves
from gis.editing.delta import Changed, Delta, Moved, Place, compose
from gis.editing.known import recount, refuse_locks
from gis.editing.sketch import Sketch
from gis.errors import EditError, TornError
from tests.unit.editing.scenes import applied, grid, scene, with_grid

ATOMS = range(6)
NAMES = ("code", "name")


@dataclass
class Rows:
    """Tables as the database keeps them: units that came to their end stay, not live."""

    places: dict[int, Place] = field(default_factory=dict)
    units: dict[str, dict[int, dict[str, Any]]] = field(
        default_factory=lambda: {"grids": {}, "microgrids": {}}
    )

    def apply(self, delta: Delta) -> None:
        """Change the rows; each must be as the delta says it was."""
        for move in delta.atoms:
            assert self.places.get(move.atom) == move.before
            if move.after is None:
                del self.places[move.atom]
            else:
                self.places[move.atom] = move.after
        for table, known in self.units.items():
            for unit in getattr(delta, table):
                row = known.setdefault(unit.id, {"live": False})
                assert {name: row.get(name) for name in unit.before} == dict(unit.before)
                row.update(unit.after)

    def seen(self) -> tuple[Any, ...]:
        """What anybody sees: places, and the fields of live units."""
        live = {
            table: {n: dict(row) for n, row in known.items() if row["live"]}
            for table, known in self.units.items()
        }
        return dict(self.places), live

    def copy(self) -> Rows:
        return Rows(
            dict(self.places),
            {t: {n: dict(r) for n, r in known.items()} for t, known in self.units.items()},
        )


def begun() -> Rows:
    rows = Rows(dict.fromkeys(ATOMS, (1, 10)))
    for table, number in (("grids", 1), ("grids", 2), ("microgrids", 10), ("microgrids", 11)):
        rows.units[table][number] = {"code": f"{number}", "name": "old", "live": True}
    return rows


def of_unit(table: str, change: Changed) -> Delta:
    return Delta(grids=(change,)) if table == "grids" else Delta(microgrids=(change,))


def step(draw: st.DrawFn, rows: Rows, fresh: int) -> Delta:
    """One thing that could be done next: move, cut, change, found, dissolve or revive."""
    atom = draw(st.sampled_from(sorted(rows.places)))
    place = (draw(st.integers(1, 3)), draw(st.integers(10, 12)))
    kind = draw(st.sampled_from(["move", "cut", "field", "live", "new"]))
    if kind == "move":
        return Delta((Moved(atom, rows.places[atom], place),))
    if kind == "cut":
        old = rows.places[atom]
        return Delta((
            Moved(atom, old, None), Moved(fresh, None, old), Moved(fresh + 1, None, place),
        ))  # fmt: skip
    table = draw(st.sampled_from(["grids", "microgrids"]))
    if kind == "new":
        values = {"code": f"{fresh}", "name": "new", "live": True}
        return of_unit(table, Changed(fresh, {"live": False}, values))
    number = draw(st.sampled_from(sorted(rows.units[table])))
    row = rows.units[table][number]
    if kind == "live":
        change = Changed(number, {"live": row["live"]}, {"live": not row["live"]})
    else:
        name = draw(st.sampled_from(NAMES))
        change = Changed(number, {name: row[name]}, {name: draw(st.sampled_from("xyz"))})
    return of_unit(table, change)


@st.composite
def chains(draw: st.DrawFn) -> tuple[list[Delta], list[Rows]]:
    """Deltas one after the other, and the rows before and after each."""
    rows, deltas, states = begun(), [], [begun()]
    for number in range(draw(st.integers(0, 8))):
        deltas.append(step(draw, rows, 100 + 2 * number))
        rows.apply(deltas[-1])
        states.append(rows.copy())
    return deltas, states


@given(chains())
def test_composed_deltas_do_what_they_do_one_after_the_other(
    chain: tuple[list[Delta], list[Rows]],
) -> None:
    deltas, states = chain
    rows = begun()
    rows.apply(compose(deltas))
    assert rows.seen() == states[-1].seen()


@given(chains())
def test_the_inverse_takes_back_and_its_inverse_does_again(
    chain: tuple[list[Delta], list[Rows]],
) -> None:
    deltas, states = chain
    rows = states[-1].copy()
    whole = compose(deltas)
    rows.apply(whole.inverse())
    assert rows.seen() == states[0].seen()
    rows.apply(whole)
    assert rows.seen() == states[-1].seen()
    assert whole.inverse().inverse() == whole


@given(chains(), st.data())
def test_any_version_can_be_restored(
    chain: tuple[list[Delta], list[Rows]], data: st.DataObject
) -> None:
    deltas, states = chain
    version = data.draw(st.integers(0, len(deltas)))
    rows = states[-1].copy()
    rows.apply(compose(deltas[version:]).inverse())
    assert rows.seen() == states[version].seen()


@given(chains())
def test_a_delta_and_its_inverse_cancel_out(chain: tuple[list[Delta], list[Rows]]) -> None:
    deltas, _ = chain
    back = [delta.inverse() for delta in reversed(deltas)]
    assert compose([*deltas, *back]).empty


@given(chains())
def test_deltas_survive_the_way_through_json(chain: tuple[list[Delta], list[Rows]]) -> None:
    for delta in (*chain[0], compose(chain[0])):
        assert Delta.of_json(json.loads(json.dumps(delta.to_json()))) == delta


def test_touched_names_every_grid_concerned() -> None:
    delta = Delta(
        (Moved(1, (1, 10), (2, 20)), Moved(2, None, (3, 30))),
        (Changed(4, {"live": True}, {"live": False}),),
        (Changed(50, {"grid": 5}, {"grid": 6}),),
    )
    assert delta.touched() == {1, 2, 3, 4, 5, 6}


def test_parts_are_counted_from_the_first_delta_to_the_last() -> None:
    one = Delta((Moved(1, (1, 10), (2, 20)),), pieces={1: (1, 2), 2: (3, 1)})
    other = Delta((Moved(2, (1, 10), (2, 20)),), pieces={1: (2, 4)})
    assert compose([one, other]).pieces == {1: (1, 4), 2: (3, 1)}


# --------------------------------------------------------------------------- known deltas again
def test_what_is_done_again_must_not_tear_what_others_changed() -> None:
    before = scene("AAB AAB")
    a, b = grid("A"), grid("B")
    delta = moves.move(before, [2], b).finish()
    assert recount(applied(before, delta), delta, {a: 1, b: 1}).pieces == {a: (1, 1), b: (1, 1)}
    torn = applied(scene("AAA BBB", "aaa bbb"), Delta((Moved(2, (a, 100), (b, 101)),)))
    known = Delta((Moved(2, (a, 100), (b, 101)),), pieces={a: (1, 1), b: (1, 1)})
    with pytest.raises(TornError) as raised:
        recount(torn, known, {a: 1, b: 1})
    assert raised.value.pieces == ((1,), (3,))


def test_locks_hold_against_undo_unless_it_unlocks() -> None:
    before = scene("AB")
    delta = moves.move(scene("AAB", "aab"), [2], grid("B")).finish()
    locked = with_grid(before, "B", locked=True)
    sketch = Sketch(before)
    sketch.set_grid(grid("B"), locked=True)
    lock = sketch.finish()
    refuse_locks(before, delta)
    refuse_locks(locked, compose([lock, delta]).inverse())
    with pytest.raises(EditError, match="locked"):
        refuse_locks(locked, delta.inverse())
