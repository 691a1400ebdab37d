"""The monthly report as a PDF, drawn without a browser; the letters it needs come with it."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from fpdf import FPDF
from fpdf.enums import MethodReturnValue, XPos, YPos

from gis.maps import report_fonts, style
from gis.maps.report_page import BAD, FOOT, GOOD, HIGH, RULE, WIDE, draw, longest, verdict
from gis.model.reports import Chart, Document, Fact, Shape, Table, written

MARGIN, WIDTH = 14.0, 182.0
"""Millimetres at the side of a page, and between."""
FONT = "sans"
REGULAR, BOLD = 400, 600
BODY, SMALL, TINY = 9.0, 8.0, 6.5
"""Sizes in points."""
LINE = 4.4
"""Height of a line of a table in millimetres."""
TEXT, LONGEST = 26.0, 40.0
"""Millimetres that a column of sentences takes at least, and one of single words at most."""
BAR = 12.0
"""Longest bar beside a number in millimetres."""
PALE = 0.38
"""How much of white is mixed into columns that do not stand apart."""


def render(document: Document) -> bytes:
    """The report as a PDF of A4 pages; the same document gives the same bytes."""
    letters = {
        "": set("".join(report_fonts.texts(document))),
        "B": set("".join(report_fonts.strong_texts(document))),
    }
    with tempfile.TemporaryDirectory(prefix="gis-") as folder:
        sheet = _Sheet(document)
        for face, weight in (("", REGULAR), ("B", BOLD)):
            file = Path(folder) / f"{weight}.ttf"
            file.write_bytes(report_fonts.build(letters[face], weight))
            sheet.add_font(FONT, face, file)
        sheet.draw()
        return bytes(sheet.output())


class _Sheet(FPDF):
    """Pages with the parts of a document one below the other."""

    def __init__(self, document: Document) -> None:
        super().__init__(format="A4")
        self._document = document
        self.set_margins(MARGIN, MARGIN)
        self.set_auto_page_break(auto=True, margin=18)
        self.set_title(document.title)
        self.set_lang("zh-CN" if document.language == "zh" else "en")
        self.set_creator(document.words["source"])
        # Nothing but its content makes a report differ from another one.
        self.set_creation_date(datetime(2000, 1, 1, tzinfo=UTC))
        self.alias_nb_pages("{pages}")

    def footer(self) -> None:
        """Number each page."""
        self.set_y(-13)
        self._pen(TINY, style.MUTED)
        told = self._document.words["page"].replace("{page}", str(self.page_no()))
        self.cell(WIDTH / 2, 4, self._document.title)
        self.cell(WIDTH / 2, 4, told, align="R")

    def draw(self) -> None:
        """Draw everything."""
        self.add_page()
        self._head()
        self._facts()
        for part in self._document.parts:
            if isinstance(part, Chart):
                self._chart(part)
            else:
                self._table(part)
        self.ln(3)
        self._pen(TINY + 0.5, style.MUTED)
        for note in self._document.notes:
            self._text(note, 3.6)

    def _pen(self, size: float, colour: str, face: str = "") -> None:
        self.set_font(FONT, face, size)
        self.set_text_color(colour)

    def _text(self, text: str, height: float) -> None:
        self.multi_cell(WIDTH, height, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _head(self) -> None:
        document = self._document
        self._pen(BODY, style.ACCENT, "B")
        self._text(document.subtitle, 5)
        self._pen(17, style.INK, "B")
        self._text(document.title, 9)
        self._pen(SMALL, style.MUTED)
        for line in document.lines:
            self._text(line, 4.4)
        self.ln(2)
        self.set_draw_color(style.ACCENT)
        self.set_line_width(0.5)
        self.line(MARGIN, self.get_y(), MARGIN + WIDTH, self.get_y())
        self.ln(4)

    def _facts(self) -> None:
        top, each, tall = self.get_y(), WIDTH / len(self._document.facts), 27.0
        for place, fact in enumerate(self._document.facts):
            self._fact(fact, MARGIN + place * each, top, each)
        self.set_draw_color(RULE)
        self.set_line_width(0.2)
        for place in range(len(self._document.facts) + 1):
            x = MARGIN + place * each
            self.line(x, top, x, top + tall)
        for y in (top, top + tall):
            self.line(MARGIN, y, MARGIN + WIDTH, y)
        self.set_xy(MARGIN, top + tall + 5)

    def _fact(self, fact: Fact, x: float, top: float, width: float) -> None:
        self.set_xy(x + 1, top + 1.5)
        self._pen(TINY + 0.5, style.MUTED)
        self.multi_cell(width - 2, 3, fact.name, align="L")
        self.set_xy(x + 1, top + 8)
        self._pen(15, style.INK, "B")
        self.cell(width - 2, 7, written(fact.value, fact.shape))
        y = top + 15.5
        self._pen(TINY + 0.5, style.MUTED)
        self.set_xy(x + 1, y)
        self.cell(width - 2, 3.4, fact.note)
        colours = {"good": GOOD, "bad": BAD, "plain": style.INK}
        for name, value, shape in fact.against:
            if value is None:
                continue
            y += 3.4
            self.set_xy(x + 1, y)
            self._pen(TINY + 0.5, style.MUTED)
            self.cell(self.get_string_width(name) + 2.5, 3.4, name)
            self._pen(TINY + 0.5, colours[verdict(fact, value)], "B")
            self.cell(10, 3.4, written(value, shape))

    def _title(self, text: str, room: float) -> None:
        """A heading, on the next page where ``room`` millimetres are not left below it."""
        if self.will_page_break(8 + room):
            self.add_page()
        self._pen(11, style.INK, "B")
        self._text(text, 6.5)

    def _chart(self, chart: Chart) -> None:
        drawn, scale = draw(chart), WIDTH / WIDE
        self._title(chart.title, HIGH * scale + 6)
        top = self.get_y()
        self.set_draw_color(RULE)
        self.set_line_width(0.2)
        self._pen(TINY, style.MUTED)
        for line in drawn.lines:
            y = top + line.y * scale
            self.line(MARGIN + drawn.left * scale, y, MARGIN + WIDTH, y)
            self.set_xy(MARGIN, y - 1.5)
            self.cell((drawn.left - 6) * scale, 3, line.text, align="R")
        for bar in drawn.bars:
            self.set_fill_color(style.ACCENT if bar.marked else _paler(style.ACCENT))
            x, width = MARGIN + bar.x * scale, bar.width * scale
            self.rect(x, top + bar.y * scale, width, bar.height * scale, style="F")
            self.set_xy(x - 2, top + bar.y * scale - 3)
            if bar.shown:
                self._pen(TINY - 1, style.INK)
                self.cell(width + 4, 3, str(bar.count), align="C")
            self.set_xy(x - 2, top + (HIGH - FOOT) * scale + 0.4)
            self._pen(TINY - 0.5, style.MUTED)
            self.cell(width + 4, 3, bar.name, align="C")
        self.set_xy(MARGIN, top + HIGH * scale + 1)
        self._note(chart.note)

    def _note(self, note: str) -> None:
        if note:
            self._pen(TINY + 0.5, style.MUTED)
            self._text(note, 3.6)
        self.ln(4)

    def _table(self, table: Table) -> None:
        self._title(table.title, min(len(table.rows) + 2, 6) * LINE)
        if not table.rows:
            self._pen(BODY, style.MUTED)
            self._text(table.empty, LINE)
            self.ln(4)
            return
        widths = self._widths(table)
        self._names(table, widths)
        most = longest(table)
        for place, row in enumerate(table.rows):
            last = table.last and place == len(table.rows) - 1
            texts = [
                written(value, one.shape) for value, one in zip(row, table.columns, strict=True)
            ]
            self._pen(SMALL, style.INK, "B" if last else "")
            tall = self._height(texts, table, widths)
            if self.will_page_break(tall):
                self.add_page()
                self._names(table, widths)
                self._pen(SMALL, style.INK, "B" if last else "")
            if place < table.barred and table.bars is not None:
                value = row[table.bars]
                share = value / most if isinstance(value, (int, float)) else 0.0
                text = self.get_string_width(texts[table.bars])
                self._bar(MARGIN + sum(widths[: table.bars + 1]) - text - 3, share)
            self._row(texts, table, widths, tall)
        self.ln(1)
        self._note(table.note)

    def _bar(self, right: float, share: float) -> None:
        self.set_fill_color(_paler(style.ACCENT))
        wide = BAR * share
        self.rect(right - wide, self.get_y() + LINE / 2 - 0.5, wide, 1.8, style="F")

    def _names(self, table: Table, widths: list[float]) -> None:
        """The head of a table."""
        self._pen(TINY + 0.5, style.MUTED)
        texts = [column.name for column in table.columns]
        self._row(texts, table, widths, self._height(texts, None, widths), line=style.INK)

    def _row(
        self, texts: list[str], table: Table, widths: list[float], tall: float, line: str = RULE
    ) -> None:
        top, x = self.get_y(), MARGIN
        for text, column, width in zip(texts, table.columns, widths, strict=True):
            self.set_xy(x, top + 0.8)
            if column.shape is Shape.TEXT or line == style.INK:
                align = "L" if column.shape is Shape.TEXT else "R"
                self.multi_cell(width, LINE - 0.8, text, align=align)
            else:
                self.cell(width, LINE - 0.8, text, align="R")
            x += width
        self.set_draw_color(line)
        self.set_line_width(0.15)
        self.line(MARGIN, top + tall, MARGIN + WIDTH, top + tall)
        self.set_xy(MARGIN, top + tall)

    def _height(self, texts: list[str], table: Table | None, widths: list[float]) -> float:
        """Of a row of a table, in which numbers have one line; None: of its head."""
        lines = 1
        for place, (text, width) in enumerate(zip(texts, widths, strict=True)):
            if table is None or table.columns[place].shape is Shape.TEXT:
                found = self.multi_cell(
                    width, LINE, text, dry_run=True, output=MethodReturnValue.LINES
                )
                lines = max(lines, len(cast("list[str]", found)))
        return lines * (LINE - 0.8) + 1.6

    def _widths(self, table: Table) -> list[float]:
        """Millimetres of each column: as they need, else as little as they can do with."""
        self._pen(SMALL, style.INK, "B")
        wanted, least = [], []
        for place, column in enumerate(table.columns):
            texts = [written(row[place], column.shape) for row in table.rows]
            content = max(map(self.get_string_width, texts)) + 3
            bar = BAR + 2 if place == table.bars else 0.0
            wanted.append(max(content + bar, self._wide(column.name)))
            # Numbers and codes are never broken, names are between words.
            whole = column.shape is not Shape.TEXT or all(len(one.split()) == 1 for one in texts)
            shortest = content + bar if whole and content < LONGEST else TEXT
            least.append(max(shortest, self._narrowest(column.name)))
        spare = WIDTH - sum(least)
        if sum(wanted) <= WIDTH:
            return [width + (WIDTH - sum(wanted)) / len(wanted) for width in wanted]
        share = max(spare, 0.0) / max(sum(wanted) - sum(least), 1.0)
        widths = [low + share * (high - low) for low, high in zip(least, wanted, strict=True)]
        return [width * WIDTH / sum(widths) for width in widths]

    def _narrowest(self, name: str) -> float:
        """Millimetres that it takes on several lines; Chinese is broken anywhere."""
        words = name.split() if name.isascii() else [name[:6]]
        return max(map(self._wide, words))

    def _wide(self, name: str) -> float:
        """Millimetres that the name of a column takes."""
        return float(self.get_string_width(name)) * (TINY + 0.5) / SMALL + 3


def _paler(colour: str) -> str:
    """A colour mixed with white."""
    parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    mixed = [round(part + (255 - part) * PALE) for part in parts]
    return "#" + "".join(f"{part:02x}" for part in mixed)
