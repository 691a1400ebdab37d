"""Rule code: codes are there, unique, formed by the scheme and used alike everywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from gis.audit.case import Case
from gis.audit.draft import Draft
from gis.audit.ground import Geometries
from gis.audit.intake import at, texts
from gis.model import CODE_SCHEMES, CodeScheme


def code(case: Case) -> Iterator[Draft]:
    """Missing, duplicate, malformed and misnumbered codes of grids and micro-grids."""
    scheme = CODE_SCHEMES[case.rules.code_scheme]
    aliases = case.grid_references.aliases
    community = texts(case.proposal.grids["community"])
    wanted = scheme.grid_length
    said, labels = case.grid_codes, case.grid_layer.labels
    yield from _single("网格", "grid", case.grids, labels, said, community, wanted)
    yield from _aliases("网格", "grid", case.grids, labels, aliases)
    yield from _numbering(case, scheme)
    over = case.grid_codes.copy()
    for row, alias in aliases.items():
        over[row] = alias
    parent = at(over, case.microgrid_grid)
    said, labels = case.microgrid_codes, case.microgrid_layer.labels
    wanted = scheme.microgrid_length
    yield from _single("微网格", "micro-grid", case.microgrids, labels, said, parent, wanted)
    aliases = case.microgrid_references.aliases
    yield from _aliases("微网格", "micro-grid", case.microgrids, labels, aliases)


def _single(
    zh: str,
    en: str,
    shapes: Geometries,
    labels: NDArray[np.object_],
    codes: NDArray[np.object_],
    prefixes: NDArray[np.object_],
    length: int,
) -> Iterator[Draft]:
    """Each code by itself: there, unique, digits, length, prefix."""
    used = Counter(code for code in codes if code is not None)
    for row, text in enumerate(codes):
        wrong = _fault(text, prefixes[row], length, used)
        if wrong:
            why_zh, why_en = wrong
            name = labels[row]
            yield Draft(
                (name,),
                shapes[row],
                f"{zh} {name} 的编码{why_zh}；请更正编码。",
                f"The code of {en} {name} {why_en}; correct the code.",
            )


def _fault(
    text: str | None, prefix: str | None, length: int, used: Counter[str]
) -> tuple[str, str] | None:
    if text is None:
        return "缺失", "is missing"
    if not (text.isascii() and text.isdigit()) or len(text) != length:
        return f"不是 {length} 位数字", f"is not {length} digits"
    if prefix is not None and not text.startswith(prefix):
        return f"不以 {prefix} 开头", f"does not begin with {prefix}"
    if used[text] > 1:
        return "重复", f"is used {used[text]} times"
    return None


def _aliases(
    zh: str, en: str, shapes: Geometries, labels: NDArray[np.object_], aliases: dict[int, str]
) -> Iterator[Draft]:
    """Features that everything inside calls by another code."""
    for row, alias in sorted(aliases.items()):
        name = labels[row]
        yield Draft(
            (name, alias),
            shapes[row],
            f"{zh} {name} 内的要素都写编码 {alias}；请统一编码。",
            f"Everything in {en} {name} calls it {alias}; use one code.",
        )


def _numbering(case: Case, scheme: CodeScheme) -> Iterator[Draft]:
    """Running numbers: base grids 1, 2, 3 ... in each community, dedicated ones above."""
    codes = case.grid_codes.copy()
    for row, alias in case.grid_references.aliases.items():
        codes[row] = alias
    formed = np.array(
        [
            c is not None and c.isascii() and c.isdigit() and len(c) == scheme.grid_length
            for c in codes
        ],
        dtype=bool,
    )
    numbers = np.zeros(len(codes), dtype=np.int64)
    numbers[formed] = [int(c[12:]) for c in codes[formed]]
    wrong = formed & ((numbers >= scheme.dedicated_from) != case.dedicated)
    for row in np.flatnonzero(wrong).tolist():
        name = case.grid_layer.labels[row]
        kind = ("专属", "dedicated") if case.dedicated[row] else ("基础", "base")
        yield Draft(
            (name,),
            case.grids[row],
            f"{kind[0]}网格 {name} 的序号不在其号段内（专属网格自 {scheme.dedicated_from} 起）；"
            "请重新编号。",
            f"The number of {kind[1]} grid {name} lies outside its range (dedicated grids start "
            f"at {scheme.dedicated_from}); renumber it.",
        )
    # Grids that were there before keep their codes, so their numbering may have gaps.
    if not len(case.town.grids):
        yield from _skipped(case, numbers, formed & ~case.dedicated & ~wrong)


def _skipped(case: Case, numbers: NDArray[np.int64], counted: NDArray[np.bool_]) -> Iterator[Draft]:
    for row in np.unique(case.grid_community[counted & (case.grid_community >= 0)]).tolist():
        mine = counted & (case.grid_community == row)
        missing = sorted(set(range(1, int(numbers[mine].max()) + 1)) - set(numbers[mine].tolist()))
        unformed = int(((case.grid_community == row) & ~case.dedicated & ~counted).sum())
        if len(missing) <= unformed:
            continue
        name = case.community_codes[row]
        text = ", ".join(str(value) for value in missing[:10])
        yield Draft(
            (name,),
            case.communities[row],
            f"社区 {name} 的基础网格编号缺 {text}；请连续编号。",
            f"The numbers of the base grids of community {name} leave out {text}; renumber them.",
            {"missing": float(len(missing))},
        )
