"""A font with Chinese letters for PDF, made of the pieces that the page brings its browsers.

The page's font (Noto Sans SC, SIL Open Font Licence) comes as a hundred slices, of which a
browser loads those it needs. From the same slices the letters of one report are taken, set to a
weight and joined into a small font: no font of the system is asked for.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Collection
from functools import cache
from importlib.resources import files
from pathlib import Path

from fontTools.merge import Merger
from fontTools.merge.options import Options as MergeOptions
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from gis.errors import ParameterError

PATTERN = "noto-sans-sc-*-wght-normal-*.woff2"
ALWAYS = "".join(map(chr, range(0x20, 0x7F)))
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


def _part(file: Path, codes: set[int], weight: int) -> bytes:
    """Some letters of a slice in one weight."""
    options = Options()
    options.layout_features, options.hinting, options.notdef_outline = [], False, True
    options.drop_tables += list(_DROPPED)
    with TTFont(file) as font:
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=codes)
        subsetter.subset(font)
        still = instantiateVariableFont(font, {"wght": weight})
        still.flavor = None
        made = io.BytesIO()
        still.save(made)
    return made.getvalue()
