"""Both languages say everything the page asks for."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from gis.maps import style
from gis.maps.page import SCRIPTS
from gis.maps.words import WORDS, dictionary
from gis.model import BARRIER_CLASSES, CATEGORIES, Reason, Severity

SOURCE = "\n".join(
    (files("gis.maps") / "templates" / f"{name}.js").read_text("utf-8") for name in SCRIPTS
)


@pytest.mark.parametrize("key", WORDS)
def test_a_text_exists_in_both_languages(key: str) -> None:
    chinese, english = WORDS[key]
    assert chinese.strip()
    assert english.strip()
    assert not re.search(r"[\u4e00-\u9fff]", english)


@pytest.mark.parametrize("key", WORDS)
def test_a_text_has_the_same_fillings_in_both_languages(key: str) -> None:
    chinese, english = (set(re.findall(r"\{(\w+)\}", text)) for text in WORDS[key])
    assert chinese - {"unit"} == english - {"unit"}


def test_every_key_the_script_names_is_known() -> None:
    asked = set(re.findall(r'say\("(\w+)"', SOURCE)) | set(re.findall(r'group\("(\w+)"', SOURCE))
    assert len(asked) > 40
    assert asked <= set(WORDS)


def test_every_key_is_asked_for() -> None:
    families = ("unit_", "barrier_", "category_", "reason_", "severity_", "rule_", "layer_")
    idle = [key for key in WORDS if not key.startswith(families) and f'"{key}"' not in SOURCE]
    assert idle == []


def test_keys_made_up_from_values_are_all_there() -> None:
    assert {f"category_{each}" for each in CATEGORIES} <= set(WORDS)
    assert {f"barrier_{each}" for each in BARRIER_CLASSES} <= set(WORDS)
    assert {f"reason_{each}" for each in (*Reason, "none")} <= set(WORDS)
    assert {f"severity_{each}" for each in Severity} <= set(WORDS)
    assert {f"layer_{each}" for each in style.SEVERITIES} <= set(WORDS)


def test_a_dictionary_speaks_one_language() -> None:
    assert dictionary("zh")["microgrids"] == "微网格"
    assert dictionary("en")["microgrids"] == "Micro-grids"
    assert dictionary("zh").keys() == dictionary("en").keys()
