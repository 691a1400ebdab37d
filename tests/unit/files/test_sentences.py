"""Every sentence that is said about files is known in Chinese, under a code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import gis.files
from gis.files.scope import REMEDY
from gis.files.sentence_table import SENTENCES
from gis.files.sentences import said

HOME = Path(gis.files.__file__).parent
# What reads towns; other modules tell of other things.
READERS = (
    "attributes", "columns", "curves", "guard", "inspection", "keys", "layers", "nesting",
    "places", "planes", "portrait", "scope", "shapefile", "shapes", "source", "town", "values",
)  # fmt: skip
NO_SENTENCE = re.compile(r"^select |\bkm away$|\bm away$| vertices$|^[\w.]+ \w+$|^\(?\+?\\|^x \(x")
# Parts of sentences, said only together with the rest.
PARTS = {
    "12 digits for each community", "kind of road, river, rail or wall",
    "kind of site, for example school or hospital", "known total of each polygon",
    ", or join its parts to one MultiPolygon", "More than one layer", ", or none at all",
    "there is no layer x in x; it has x", "its .cpg file says x", "no .cpg file",
    "x; read as x by its bytes", "x: x", " (x: x)", " (x)",
    "x x", "x: xx", "x. Give FILE:LAYER", ". To avoid", "create virtual table",
    "outside every community; move it, remove it or correct the communitiesx",
    "the column is missing; add it (x)", "the value is missing; give every feature onex",
    "the x are likely in GCJ-02, shifted against the rest; convert them",
    "used by x features (rows x); make it uniquex",
}  # fmt: skip


def spoken(module: Path) -> Iterator[str]:
    """Texts of a module that could be sentences, with ``x`` for what is filled in."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    inside: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            inside.add(id(node.value))
        if isinstance(node, ast.JoinedStr):
            inside.update(id(part) for part in node.values)
    for node in ast.walk(tree):
        if id(node) in inside:
            continue
        if isinstance(node, ast.JoinedStr):
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


SAID = sorted(
    {
        text
        for module in READERS
        for text in spoken(HOME / f"{module}.py")
        if " " in text.strip() and text.isascii()
        if text not in PARTS and not NO_SENTENCE.search(text)
    }
)


def test_the_sentences_of_the_package_are_found() -> None:
    assert len(SAID) > 60


# What is made of the parts.
COMPOSED = (
    "there is no layer 'roads' in town.gpkg; it has a, b. Give FILE:LAYER",
    "outside every community; move it, remove it or correct the communities",
    "the column is missing; add it (12 digits for each community)",
    "the column is missing; add it (kind of road, river, rail or wall)",
    "the column is missing; add it (kind of site, for example school or hospital)",
    "the column is missing; add it (known total of each polygon)",
    "the value is missing; give every feature one",
    "the value is missing; give every feature one, or none at all",
    "the communities are likely in GCJ-02, shifted against the rest; convert them",
    "used by 2 features (rows 1, 2); make it unique",
    "used by 2 features (rows 1, 2); make it unique, or join its parts to one MultiPolygon",
    "楼栋.shp: its .cpg file says ascii; read as GB18030 by its bytes",
    "楼栋.shp: no .cpg file; read as GB18030 by its bytes",
)


@pytest.mark.parametrize("english", [*SAID, *COMPOSED])
def test_every_sentence_has_its_chinese(english: str) -> None:
    told = said(english)
    assert told.code != "other", english
    assert re.search(r"[\u4e00-\u9fff]", told.zh)


@pytest.mark.parametrize(("code", "english", "chinese"), SENTENCES)
def test_both_languages_fill_in_only_what_is_there(code: str, english: str, chinese: str) -> None:
    assert re.fullmatch(r"[a-z0-9-]+", code)
    assert set(re.findall(r"\{\w+\}", chinese)) <= set(re.findall(r"\{\w+\}", english))


def test_sentences_within_sentences_are_translated_too() -> None:
    hint = "the buildings are likely in GCJ-02, shifted against the rest; convert them"
    english = f"outside every community; move it, remove it or correct the communities ({hint})"
    assert "火星坐标" in said(english).zh
    assert said(REMEDY).zh == "位于您无权导入的辖区，请略去"


def test_our_words_are_translated_and_others_kept() -> None:
    assert said("column '户籍数' is read as households").zh == "列 '户籍数' 作为“户数”读取"
    assert said("something nobody wrote").zh == "something nobody wrote"
