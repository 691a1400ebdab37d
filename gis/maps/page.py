"""The map as one HTML page that needs nothing but a browser.

folium builds the page and the Leaflet map; Leaflet, our script, our styles and the data are
written into the file, and a content security policy forbids the browser any request.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

import folium
import geopandas as gpd
from branca.element import Element, Figure, MacroElement
from folium.template import Template

from gis.frames import Proposal, Town
from gis.maps import leaflet, style
from gis.maps.content import content
from gis.maps.words import LANGUAGES, WORDS, Lang
from gis.model import Rules

SCRIPTS = ("basics", "tools", "canvas", "layers", "labels", "popup", "panel", "lists", "start")
"""Parts of the page's script, in the order in which they build on each other."""

POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'"
)


class App(MacroElement):
    """The panel beside the map, the data, and the script that draws them on the map."""

    _template = Template(
        "{% macro html(this, kwargs) %}"
        '<aside id="panel"></aside>'
        '<script type="application/json" id="content">{{ this.data }}</script>'
        "{% endmacro %}"
        "{% macro script(this, kwargs) %}"
        "(function (map) {\n{{ '{% raw %}' }}{{ this.code }}{{ '{% endraw %}' }}\n})"
        "({{ this._parent.get_name() }});"
        "{% endmacro %}"
    )

    def __init__(self, data: str, code: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "App"
        self.data = data
        self.code = code


def render(
    town: Town,
    proposal: Proposal,
    findings: gpd.GeoDataFrame | None,
    rules: Rules,
    *,
    lang: Lang = "zh",
    quality: Mapping[str, Any] | None = None,
) -> str:
    """Draw a proposal and its findings as one self-contained HTML page.

    Parameters
    ----------
    town, proposal
        Input and result of a partition, in any CRS.
    findings
        Columns id, rule, severity, units, message_zh, message_en, numbers, geometry; None where
        no audit was run.
    rules
        What the proposal promised: the colours and verdicts follow its band.
    lang
        Language the page opens in; it can be switched in the page.
    quality
        Figures of the partition; those the panel has room for are shown.

    Returns
    -------
    str
        The page; the same arguments give the same text.
    """
    if lang not in LANGUAGES:
        raise ValueError(f"the map speaks {' and '.join(LANGUAGES)}, not {lang!r}")
    value = content(town, proposal, findings, rules, lang, quality or {})
    title = value["name"] or WORDS["plan"][LANGUAGES.index(lang)]
    return assemble(title, value, lang, SCRIPTS, ("map.css",))


def safe_json(value: Any) -> str:
    """JSON that stays inside its script element whatever the data's texts hold.

    folium reads what an element renders as a template once more, so a text of the data must not
    open a Jinja expression either. Outside of texts JSON never has a brace before ``{``, ``%``
    or ``#``.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return re.sub(r"\{(?=[{%#])", r"\\u007b", text)


def assemble(
    title: str, value: Mapping[str, Any], lang: Lang, scripts: Sequence[str], sheets: Sequence[str]
) -> str:
    """Build a page of a map, data and scripts in one file.

    Parameters
    ----------
    value
        What the scripts read; ``bounds`` are west, south, east, north of the map in degrees.
    scripts, sheets
        Names of templates, without ``.js``, and with ``.css``.
    """
    figure = Figure(title=html.escape(title))
    west, south, east, north = value["bounds"]
    page = folium.Map(
        location=[(south + north) / 2, (west + east) / 2],
        tiles=None,
        zoom_start=14,
        prefer_canvas=True,
        zoom_control=False,
        attribution_control=False,
        zoom_snap=0.25,
        wheel_px_per_zoom_level=90,
        max_zoom=20,
    )
    # By default folium links to scripts and style sheets of the network.
    page.default_js, page.default_css = [], []
    app = App(safe_json(value), "\n".join(_template(f"{name}.js") for name in scripts))
    for place, element in enumerate((figure, page, app)):
        # folium numbers its elements at random; the same plan must give the same bytes.
        element._id = f"{place}"  # noqa: SLF001
    head = figure.header
    head.add_child(_literal(f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'))
    head.add_child(_literal(f"<!--\n{leaflet.LICENCE}\n-->"))
    head.add_child(_literal(f"<style>{leaflet.styles()}</style>"))
    head.add_child(_literal(f"<script>{leaflet.script()}</script>"))
    figure.add_child(page)
    page.add_child(app)
    styles = "".join(_template(name) for name in sheets)
    head.add_child(_literal(f"<style>{css_variables()}{styles}</style>"))
    text: str = figure.render()
    return text.replace("<html>", f'<html lang="{"zh-CN" if lang == "zh" else "en"}">', 1)


def css_variables() -> str:
    """The colours of the panel as CSS variables."""
    colours = {
        "paper": style.PAPER,
        "ink": style.INK,
        "muted": style.MUTED,
        "accent": style.ACCENT,
        **{str(name): colour for name, colour in style.SEVERITIES.items()},
    }
    return ":root{" + "".join(f"--{name}:{value};" for name, value in colours.items()) + "}"


def _literal(text: str) -> Element:
    """An element that is written as it is, never read as a template."""
    return Element("{% raw %}" + text + "{% endraw %}")


def _template(name: str) -> str:
    return (files("gis.maps") / "templates" / name).read_text("utf-8")
