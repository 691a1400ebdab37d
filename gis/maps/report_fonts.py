"""A font with Chinese letters for PDF, made of the pieces that the page brings its browsers.

The page's font (Noto Sans SC, SIL Open Font Licence) comes as a hundred slices, of which a
browser loads those it needs. From the same slices the letters of one report are taken, set to a
weight and joined into a small font: no font of the system is asked for.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Collection, Iterator
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

from fontTools.merge import Merger
from fontTools.merge.options import Options as MergeOptions
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from gis.errors import ParameterError
from gis.model.reports import Document, Table

PATTERN = "noto-sans-sc-*-wght-normal-*.woff2"
ALWAYS = "".join(map(chr, range(0x20, 0x7F)))
MADE = 3_786_912_000
"""The time that fonts bear, in seconds since 1904: the first day of 2024."""
_DROPPED = ("BASE", "GDEF", "GPOS", "GSUB", "MVAR", "STAT", "VVAR", "vhea", "vmtx")


def build(letters: Collection[str], weight: int) -> bytes:
    """A TrueType font with some letters; those that no slice has are left out.

    Parameters
    ----------
    weight
        100 to 900; 400 is regular.

    Raises
    ------
    ParameterError
        The page was not built, so that its font is not there.
    """
    where = slices()
    wanted: dict[Path, set[int]] = {}
    for letter in {*letters, *ALWAYS}:
        if (file := where.get(ord(letter))) is not None:
            wanted.setdefault(file, set()).add(ord(letter))
    parts = [io.BytesIO(_part(file, wanted[file], weight)) for file in sorted(wanted)]
    joined = Merger(MergeOptions(drop_tables=list(_DROPPED))).merge(parts)
    # The same letters make the same font, whenever it is made.
    joined.recalcTimestamp = False
    joined["head"].created = joined["head"].modified = MADE
    made = io.BytesIO()
    joined.save(made)
    return made.getvalue()


@cache
def slices() -> dict[int, Path]:
    """The slice of the page's font that has each letter, by code point."""
    logging.getLogger("fontTools").setLevel(logging.WARNING)
    folder = Path(str(files("gis.maps"))) / "web" / "dist" / "assets"
    found: dict[int, Path] = {}
    for file in sorted(folder.glob(PATTERN)):
        with TTFont(file, lazy=True) as font:
            for code in font.getBestCmap():
                found.setdefault(code, file)
    if not found:
        raise ParameterError(
            "PDF needs the page's font, and the page is not built: make web",
            "生成 PDF 需要网页自带的字体，但网页尚未构建，请运行 make web。",
        )
    return found


@lru_cache(maxsize=128)
def _unpacked(file: Path) -> bytes:
    """A slice as TrueType; unpacking it takes longer than all that is done with it."""
    with TTFont(file, recalcTimestamp=False) as font:
        font.flavor = None
        made = io.BytesIO()
        font.save(made)
    return made.getvalue()


def _part(file: Path, codes: set[int], weight: int) -> bytes:
    """Some letters of a slice in one weight."""
    options = Options()
    options.layout_features, options.hinting, options.notdef_outline = [], False, True
    options.drop_tables += list(_DROPPED)
    with TTFont(io.BytesIO(_unpacked(file)), recalcTimestamp=False) as font:
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=codes)
        subsetter.subset(font)
        still = instantiateVariableFont(font, {"wght": weight})
        made = io.BytesIO()
        still.save(made)
    return made.getvalue()


def texts(document: Document) -> Iterator[str]:
    """Every text that may be drawn."""
    yield from (document.title, document.subtitle, *document.lines, *document.notes)
    yield from (*document.words.values(), "–+%,.0123456789/")
    for fact in document.facts:
        yield from (fact.name, fact.note, *(name for name, _, _ in fact.against))
    for part in document.parts:
        yield from (part.title, part.note)
        if isinstance(part, Table):
            yield part.empty
            yield from (column.name for column in part.columns)
            yield from (value for row in part.rows for value in row if isinstance(value, str))


def strong_texts(document: Document) -> Iterator[str]:
    """Those of them that are bold somewhere."""
    yield from (document.title, document.subtitle, "–+%,.0123456789/")
    for part in document.parts:
        yield part.title
        if isinstance(part, Table) and part.last:
            yield from (value for row in part.rows[-1:] for value in row if isinstance(value, str))
