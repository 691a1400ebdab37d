"""A plan begins whole, and its atoms give way only to others that cover the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection, text

from gis.errors import EditError
from tests.integration import drawn

HALVES = ((0.0, 0.5), (0.5, 1.0))
COPIES = (
    """
    insert into plan_communities select :new, community from plan_communities where plan = :plan
    """,
    """
    insert into grids select (jsonb_populate_record(g, jsonb_build_object('plan', :new))).*
    from grids g where plan = :plan
    """,
    """
    insert into microgrids select (jsonb_populate_record(m, jsonb_build_object('plan', :new))).*
    from microgrids m where plan = :plan
    """,
    """
    insert into assignments select :new, atom, foot, community, grid, microgrid
    from assignments where plan = :plan and atom is distinct from :without
    """,
)


class Drawing:
    """The drawing's plan as the service sees it, in a transaction."""

    def __init__(self, conn: Connection, plan: int) -> None:
        self.conn = conn
        self.plan = plan
        self.squares = list(self("select id from atoms where plan is null order by id").scalars())

    def __call__(self, statement: str, **values: Any) -> Any:
        return self.conn.execute(text(statement), {"plan": self.plan, **values})

    def cut(self, like: int, shape: BaseGeometry, households: int, **more: Any) -> int:
        """Add an atom to the community of another; returns its number."""
        number = self("select nextval('atoms_id_seq')").scalar_one()
        given = {"foot": number, "area": shape.area, "floor_from": None, "floor_to": None, **more}
        self(
            """
            insert into atoms (id, community, foot, households, residents, buildings, area,
                floor_from, floor_to, plan, geom)
            select :id, community, :foot, :households, 3 * :households, 1, :area,
                :floor_from, :floor_to, :plan, st_setsrid(st_geomfromwkb(:wkb), st_srid(geom))
            from atoms where id = :like
            """,
            id=number, like=like, households=households, wkb=shape.wkb, **given,
        )  # fmt: skip
        return int(number)

    def replace(self, retired: Sequence[int], born: Sequence[int]) -> None:
        """Let the new atoms take the place of the old ones, in the grid of the first."""
        grid, microgrid = self(
            "select grid, microgrid from assignments where plan = :plan and atom = :first",
            first=retired[0],
        ).one()
        self(
            "select replace_atoms(:plan, :retired, :born, :grid, :microgrid)",
            retired=list(retired), born=list(born),
            grid=[grid] * len(born), microgrid=[microgrid] * len(born),
        )  # fmt: skip
        self("set constraints all immediate")
        self("set constraints all deferred")

    def live(self) -> list[int]:
        return list(self("select atom from assignments where plan = :plan order by atom").scalars())


@pytest.fixture
def drawing(conn: Connection, plan: int) -> Drawing:
    return Drawing(conn, plan)


def parts(square: int, cuts: Sequence[tuple[float, float]] = HALVES) -> list[BaseGeometry]:
    """A square of the drawing cut into slices from south to north."""
    column, row = square // drawn.ROWS, square % drawn.ROWS
    return [drawn.square(column, row + low, 1, high - low) for low, high in cuts]


def test_two_halves_take_the_place_of_a_square(drawing: Drawing) -> None:
    square = drawing.squares[4]
    born = [drawing.cut(square, half, 30) for half in parts(4)]
    before = drawing.live()
    drawing.replace([square], born)
    assert drawing.live() == sorted({*before, *born} - {square})


def test_taking_the_split_back_is_the_same_the_other_way_round(drawing: Drawing) -> None:
    square = drawing.squares[4]
    born = [drawing.cut(square, half, 30) for half in parts(4)]
    before = drawing.live()
    drawing.replace([square], born)
    drawing.replace(born, [square])
    assert drawing.live() == before


@pytest.mark.parametrize(("cuts", "households", "reason"), [
    (HALVES[:1], [60], "same ground"),
    (((0.0, 0.5), (0.501, 1.0)), [30, 30], "same ground"),
    (((0.0, 0.6), (0.5, 1.0)), [30, 30], "overlap"),
    (((0.0, 0.5), (0.5, 1.2)), [30, 30], "same ground"),
    (HALVES, [30, 29], "households differ by -1"),
    (HALVES, [30, 31], "households differ by 1"),
])  # fmt: skip
def test_what_does_not_cover_the_same_is_refused(
    drawing: Drawing, cuts: Sequence[tuple[float, float]], households: Sequence[int], reason: str
) -> None:
    square = drawing.squares[4]
    shapes = parts(4, cuts)
    born = [drawing.cut(square, *one) for one in zip(shapes, households, strict=True)]
    with pytest.raises(EditError, match=reason):
        drawing.replace([square], born)


def test_a_millimetre_of_rounding_is_no_gap(drawing: Drawing) -> None:
    square = drawing.squares[4]
    born = [drawing.cut(square, half, 30) for half in parts(4, ((0.0, 0.5), (0.5000005, 1.0)))]
    drawing.replace([square], born)


def test_areas_must_add_up(drawing: Drawing) -> None:
    square = drawing.squares[4]
    born = [drawing.cut(square, half, 30, area=4_000.0) for half in parts(4)]
    with pytest.raises(EditError, match="areas"):
        drawing.replace([square], born)


def test_a_bow_tie_is_no_ground(drawing: Drawing) -> None:
    square = drawing.squares[4]
    west, south, east, north = parts(4)[0].union(parts(4)[1]).bounds
    tie = shapely.Polygon([(west, south), (east, north), (east, south), (west, north)])
    with pytest.raises(EditError, match="valid"):
        drawing.replace([square], [drawing.cut(square, tie, 60)])


def test_two_communities_do_not_mix(drawing: Drawing) -> None:
    west, east = drawing.squares[6], drawing.squares[8]
    born = [drawing.cut(west, parts(6, ((0.0, 1.0),))[0], 60),
            drawing.cut(east, parts(8, ((0.0, 1.0),))[0], 60)]  # fmt: skip
    with pytest.raises(EditError, match="one community"):
        drawing.replace([west, east], born)


def test_only_what_is_in_the_plan_can_be_replaced(drawing: Drawing) -> None:
    square = drawing.squares[4]
    born = [drawing.cut(square, half, 30) for half in parts(4)]
    with pytest.raises(EditError, match="not in it"), drawing.conn.begin_nested():
        drawing(
            "select replace_atoms(:plan, :retired, :born, '{1}', '{1}')",
            retired=born, born=[square],
        )  # fmt: skip
    with pytest.raises(EditError, match="in it already"):
        drawing.replace([square], [drawing.squares[5]])


def test_nothing_can_be_taken_away(drawing: Drawing) -> None:
    with pytest.raises(EditError, match="nothing"):
        drawing.replace([drawing.squares[4]], [])


def test_a_published_plan_keeps_its_atoms(drawing: Drawing) -> None:
    square = drawing.squares[4]
    born = [drawing.cut(square, half, 30) for half in parts(4)]
    drawing("update plans set state = 'published' where id = :plan")
    with pytest.raises(EditError, match="no draft"):
        drawing.replace([square], born)


def floors(
    drawing: Drawing, square: int, ranges: Sequence[tuple[int, int]], households: Sequence[int]
) -> list[int]:
    """Stack ranges of floors on a square."""
    like, ground = drawing.squares[square], parts(square, ((0.0, 1.0),))[0]
    stack: list[int] = []
    for (low, high), count in zip(ranges, households, strict=True):
        foot = {"foot": stack[0]} if stack else {}
        stack.append(drawing.cut(like, ground, count, floor_from=low, floor_to=high, **foot))
    return stack


def test_a_house_becomes_a_stack_and_a_house_again(drawing: Drawing) -> None:
    square, before = drawing.squares[5], drawing.live()
    stack = floors(drawing, 5, [(1, 2), (3, 3)], [40, 20])
    drawing.replace([square], stack)
    drawing.replace(stack, [square])
    assert drawing.live() == before


@pytest.mark.parametrize(("ranges", "reason"), [
    ([(1, 2), (2, 3)], "floors of the stack"),
    ([(1, 1), (3, 3)], "floors of the stack"),
    ([(1, 3), (1, 3)], "floors of the stack"),
])  # fmt: skip
def test_floors_neither_overlap_nor_are_left_out(
    drawing: Drawing, ranges: Sequence[tuple[int, int]], reason: str
) -> None:
    stack = floors(drawing, 5, ranges, [30, 30])
    with pytest.raises(EditError, match=reason):
        drawing.replace([drawing.squares[5]], stack)


def test_a_stack_is_cut_anew_only_with_all_its_floors(drawing: Drawing) -> None:
    stack = floors(drawing, 5, [(1, 5), (6, 10)], [30, 30])
    drawing.replace([drawing.squares[5]], stack)
    fewer = floors(drawing, 5, [(1, 5), (6, 9)], [30, 30])
    with pytest.raises(EditError, match="by 1 floors"), drawing.conn.begin_nested():
        drawing.replace(stack, fewer)
    # A range within the stack, on the foot that stays.
    ground = parts(5, ((0.0, 1.0),))[0]
    upper = [
        drawing.cut(stack[0], ground, 15, foot=stack[0], floor_from=low, floor_to=high)
        for low, high in ((6, 7), (8, 10))
    ]
    drawing.replace(stack[1:], upper)


def test_floors_of_one_stack_share_their_ground(drawing: Drawing) -> None:
    like, ground = drawing.squares[5], parts(5, ((0.0, 1.0),))[0]
    low = drawing.cut(like, ground, 30, floor_from=1, floor_to=2)
    high = drawing.cut(
        like, ground.buffer(1), 30, foot=low, floor_from=3, floor_to=3, area=ground.area
    )
    with pytest.raises(EditError, match="their ground"):
        drawing.replace([like], [low, high])


def begun(drawing: Drawing, without: int | None = None) -> Callable[[], None]:
    """Copy the plan, perhaps but one atom; returns the check of the end of a transaction."""
    new = drawing("""
        insert into plans (dataset, name, jurisdiction, state, version, rules, params, quality,
            head, created_by)
        select dataset, 'copy', jurisdiction, 'draft', 0, rules, params, quality, head, 'ann'
        from plans where id = :plan returning id
    """).scalar_one()
    for statement in COPIES:
        drawing(statement, new=new, without=without)
    return lambda: drawing("set constraints whole immediate")


def test_a_plan_with_all_atoms_begins(drawing: Drawing) -> None:
    begun(drawing)()


def test_a_plan_that_leaves_an_atom_out_does_not_begin(drawing: Drawing) -> None:
    check = begun(drawing, without=drawing.squares[9])
    with pytest.raises(EditError, match=r"community \d+: nothing can stand in"):
        check()


def test_checking_at_once_opens_no_way_around(drawing: Drawing) -> None:
    drawing("set constraints all immediate")
    with pytest.raises(EditError, match="does not cover"):
        begun(drawing)


def test_a_branch_begins_with_the_atoms_cut_in_its_parent(drawing: Drawing) -> None:
    square = drawing.squares[9]
    drawing.replace([square], [drawing.cut(square, half, 30) for half in parts(9)])
    begun(drawing)()


def test_a_branch_that_leaves_half_an_atom_out_does_not_begin(drawing: Drawing) -> None:
    square = drawing.squares[9]
    born = [drawing.cut(square, half, 30) for half in parts(9)]
    drawing.replace([square], born)
    check = begun(drawing, without=born[1])
    with pytest.raises(EditError, match="households differ"):
        check()


def test_a_plan_takes_no_community_of_another_dataset(drawing: Drawing) -> None:
    drawing("""
        insert into datasets (name, version, jurisdiction, srid, digests, notices, software,
            totals, created_by)
        select 'other', 1, jurisdiction, srid, '{}', '[]', '', '{}', 'ann' from datasets limit 1
    """)
    drawing("""
        insert into plans (dataset, name, jurisdiction, state, version, rules, params, quality,
            head, created_by)
        select (select max(id) from datasets), '', jurisdiction, 'draft', 0, rules, params,
            quality, head, 'ann' from plans where id = :plan
    """)
    drawing("insert into plan_communities select max(p.id), min(c.id) from plans p, communities c")
    with pytest.raises(EditError, match="another dataset"):
        drawing("set constraints whole immediate")
