"""Statements on paper: PDF, in whatever language the reader has, Chinese included.

The fonts are those that every reader of PDF brings: Helvetica, and for Chinese the one that PDF calls STSong-Light, so
that no font file of many megabytes is shipped. `docs/decisions/0016-ledger.md` weighs it.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from meadow.plumbing.money import decimal_text, format_amount
from meadow.trade.statements import Line, Statement

MOST_LINES = 2000
"""More than that nobody reads on paper: then it has the sums, and says where the lines are."""
_CHINESE = "STSong-Light"
_WIDE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\u2018-\u201d\u2026]+")
_INK, _LINE = colors.HexColor("#1f2421"), colors.HexColor("#d5d5cd")
_TEXT = ParagraphStyle("text", fontName="Helvetica", fontSize=8, leading=11, textColor=_INK)
_HEAD = ParagraphStyle("head", parent=_TEXT, fontName="Helvetica-Bold")
_TITLE = ParagraphStyle("title", parent=_TEXT, fontName="Helvetica-Bold", fontSize=16, leading=22)
_LARGE = ParagraphStyle("large", parent=_TEXT, fontSize=10, leading=14)
_NUMBER = ParagraphStyle("number", parent=_TEXT, alignment=2)
_NUMBER_HEAD = ParagraphStyle("number-head", parent=_HEAD, alignment=2)


def paper(statement: Statement, owner: str) -> bytes:
    """The statement as a PDF file; `owner` is the name of the shop or the person, nothing is the platform."""
    pdfmetrics.registerFont(UnicodeCIDFont(_CHINESE))
    out = BytesIO()
    title = _title(statement)
    document = SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=16 * mm,
        rightMargin=16 * mm,
        topMargin=18 * mm,
        bottomMargin=18 * mm,
        title=f"{settings.MEADOW_NAME} · {title}",
        author=settings.MEADOW_NAME,
        invariant=1,
    )
    story: list[Any] = [
        _said(title, _TITLE),
        _said(f"{owner or settings.MEADOW_NAME} · {statement.currency}", _LARGE),
        _said(f"{date_format(statement.first)} – {date_format(statement.last)}", _LARGE),
        Spacer(0, 6 * mm),
        _sums(statement),
        Spacer(0, 6 * mm),
    ]
    if statement.entries > MOST_LINES:
        words = _("This statement has %(lines)s lines. They are in its CSV file.") % {"lines": statement.entries}
        story.append(_said(words, _TEXT))
    else:
        story.append(_lines(statement))
    document.build(story, onFirstPage=_foot, onLaterPages=_foot)
    return out.getvalue()


def _title(statement: Statement) -> str:
    if statement.payout:
        return _("Statement of payout %(number)s") % {"number": statement.payout.pk}
    return _("Statement of %(month)s") % {"month": date_format(statement.first, "YEAR_MONTH_FORMAT")}


def _sums(statement: Statement) -> Table:
    rows = [[_said("", _HEAD), _said(_("Estimated"), _NUMBER_HEAD), _said(_("Settled"), _NUMBER_HEAD)]]
    known = [(_("Opening balance"), statement.opening)]
    known += [(str(total.kind.label), total.moved) for total in statement.totals]
    for words, pair in [*known, (_("Closing balance"), statement.closing)]:
        rows.append(
            [_said(words, _TEXT), *(_said(_money(one, statement), _NUMBER) for one in (pair.estimated, pair.settled))]
        )
    return Table(rows, colWidths=[90 * mm, 40 * mm, 40 * mm], hAlign="LEFT", style=_STYLE)


def _lines(statement: Statement) -> LongTable:
    taken = _("For the platform") if statement.holder.earner else _("Fees and tax")
    heads = (_("Date"), _("What"), _("Paid"), _("Commission"), taken, _("Estimated"), _("Settled"))
    rows: list[list[Any]] = [[_said(head, _HEAD if place < 2 else _NUMBER_HEAD) for place, head in enumerate(heads)]]
    rows += _rows(statement)
    widths = [24 * mm, 46 * mm, 22 * mm, 22 * mm, 20 * mm, 22 * mm, 22 * mm]
    return LongTable(rows, colWidths=widths, repeatRows=1, hAlign="LEFT", style=_STYLE)


def _rows(statement: Statement) -> Iterator[list[Any]]:
    for line in statement.lines():
        parts, moved = line.parts, line.moved
        if statement.holder.earner:
            shared = (parts.commission, -parts.platform_share)
        else:
            shared = (-parts.commission, -parts.taken_off)
        amounts = (parts.paid + parts.promotion, *shared, moved.estimated, moved.settled)
        shown = [_said(decimal_text(amount, statement.currency) if amount else "", _NUMBER) for amount in amounts]
        day = date_format(timezone.localtime(line.at), "SHORT_DATE_FORMAT")
        yield [_said(day, _TEXT), _said(_what(line), _TEXT), *shown]


def _what(line: Line) -> str:
    words = line.entry.get_kind_display()
    if line.order:
        return f"{words} · #{line.order}"
    return f"{words} · {line.entry.payout_id}" if line.entry.payout_id else words


def _money(amount: int, statement: Statement) -> str:
    return format_amount(amount, statement.currency, translation.get_language() or settings.LANGUAGE_CODE)


def _said(words: str, style: ParagraphStyle) -> Paragraph:
    """Words in Helvetica, and what it has no letters for in the Chinese font."""
    marked = _WIDE.sub(lambda found: f'<font name="{_CHINESE}">{found.group()}</font>', escape(words))
    return Paragraph(marked, style)


def _foot(canvas: Any, document: Any) -> None:
    canvas.saveState()
    canvas.setFont("Helvetica", 8)
    canvas.setFillColor(colors.HexColor("#6b716c"))
    canvas.drawRightString(A4[0] - 16 * mm, 10 * mm, str(document.page))
    canvas.restoreState()


_STYLE = TableStyle(
    [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, 0), 0.8, _INK),
        ("LINEBELOW", (0, 1), (-1, -1), 0.3, _LINE),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
        ("TOPPADDING", (0, 0), (-1, -1), 3),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
    ]
)
