"""Charts of a few systems, drawn by matplotlib.

Only labels, numbers and names of measures are drawn, never a text of a config or an article.
Systems are told apart by their labels; the baseline's mark is hollow.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kortom.report.svg import page_svg

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Stand-ins for the page's colours, which a drawing cannot name.
INK, SOFT, LINE, ACCENT, CARD, WASH = (f"#{n:02}{n:02}{n:02}" for n in range(1, 7))
_COLOURS = {
    INK: "var(--ink)",
    SOFT: "var(--soft)",
    LINE: "var(--line)",
    ACCENT: "var(--accent)",
    CARD: "var(--card)",
    WASH: "var(--wash)",
}

# In the drawing's units: CSS pixels, where a chart has its own size.
_WIDTH = 360
_ROW = 24
_SCATTER = 260
_FONT = 11

BOX = (5, 25, 50, 75, 95)
"""Percentiles that a distribution is drawn by."""


@dataclass(frozen=True, slots=True)
class Row:
    """A system's value with its interval. told: what stands behind it."""

    label: str
    value: float
    low: float
    high: float
    told: str
    baseline: bool


@dataclass(frozen=True, slots=True)
class Point:
    """A system by two values, each with its interval (low, high)."""

    label: str
    x: float
    x_interval: tuple[float, float]
    y: float
    y_interval: tuple[float, float]
    baseline: bool


@dataclass(frozen=True, slots=True)
class Spread:
    """A system's values, at least one. told: what stands behind them."""

    label: str
    values: tuple[float, ...]
    told: str
    baseline: bool


@dataclass(frozen=True, slots=True)
class Margins:
    """What is left free around the axes, in the drawing's units."""

    left: int
    right: int
    top: int
    bottom: int

    def rectangle(self, height: int) -> tuple[float, float, float, float]:
        """The axes in a drawing of this height, as shares of it: left, bottom, width, height."""
        return (
            self.left / _WIDTH,
            self.bottom / height,
            1 - (self.left + self.right) / _WIDTH,
            1 - (self.top + self.bottom) / height,
        )


_OF_ROWS = Margins(left=34, right=96, top=8, bottom=24)
_OF_SCATTER = Margins(left=44, right=12, top=26, bottom=42)


def interval_chart(name: str, rows: Sequence[Row], description: str) -> str:
    """Values with their intervals, one below the other, and a line at the baseline's."""

    def draw(axes: Axes) -> None:
        for row in rows:
            if row.baseline:
                axes.axvline(row.value, color=SOFT, linewidth=1, zorder=1)
        for place, row in enumerate(rows):
            axes.plot([row.low, row.high], [place, place], color=ACCENT, linewidth=2, zorder=2)
            _mark(axes, row.value, place, row.baseline)
        _rows(axes, [(row.label, row.told) for row in rows])
        _across(axes, [row.low for row in rows] + [row.high for row in rows])

    return _drawn(name, _height(rows), _OF_ROWS, draw, description)


def spread_chart(name: str, rows: Sequence[Spread], description: str) -> str:
    """Distributions: a box of the middle half with its median, a line for the middle 90 %."""

    def draw(axes: Axes) -> None:
        found = [np.percentile(row.values, BOX).tolist() for row in rows]
        for place, (row, percentiles) in enumerate(zip(rows, found, strict=True)):
            _box(axes, place, percentiles, row.baseline)
        _rows(axes, [(row.label, row.told) for row in rows])
        _across(axes, [end for percentiles in found for end in percentiles])

    return _drawn(name, _height(rows), _OF_ROWS, draw, description)


def scatter_chart(
    name: str, points: Sequence[Point], titles: tuple[str, str], description: str
) -> str:
    """Points with intervals both ways. titles: of the axes, across and up."""

    def draw(axes: Axes) -> None:
        for number, point in enumerate(points):
            axes.plot(point.x_interval, [point.y] * 2, color=ACCENT, linewidth=1, zorder=2)
            axes.plot([point.x] * 2, point.y_interval, color=ACCENT, linewidth=1, zorder=2)
            _mark(axes, point.x, point.y, point.baseline)
            # Labels of near points go to different corners.
            right, up = number % 2 == 0, number // 2 % 2 == 0
            axes.annotate(
                point.label,
                (point.x, point.y),
                xytext=(7 if right else -7, 5 if up else -5),
                textcoords="offset points",
                color=INK,
                ha="left" if right else "right",
                va="bottom" if up else "top",
                zorder=5,
            )
        _across(axes, [end for point in points for end in point.x_interval])
        _upwards(axes, [end for point in points for end in point.y_interval])
        axes.set_xlabel(titles[0], color=SOFT, loc="right")
        axes.set_title(titles[1], color=SOFT, loc="left", fontsize=_FONT, x=0)

    return _drawn(name, _SCATTER, _OF_SCATTER, draw, description)


def _height(rows: Sequence[Row | Spread]) -> int:
    return _OF_ROWS.top + _ROW * len(rows) + _OF_ROWS.bottom


def _drawn(
    name: str, height: int, margins: Margins, draw: Callable[[Axes], None], description: str
) -> str:
    """A drawing of one pair of axes. The same name and the same values: the same text."""
    # What it says of its folders and fonts is of no use to who asked for a comparison.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    # Here alone, since loading it takes a second, and only pages need it.
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context():
        mpl.rcdefaults()  # whatever a matplotlibrc of this machine says
        mpl.rcParams["font.size"] = _FONT
        mpl.rcParams["svg.fonttype"] = "none"  # text stays text, in the page's own type
        mpl.rcParams["svg.hashsalt"] = name  # the same ids each time, and not those of another
        mpl.rcParams["text.parse_math"] = False
        figure = Figure(figsize=(_WIDTH / 72, height / 72))  # an inch is 72 units of an SVG
        figure.patch.set_visible(False)
        axes = figure.add_axes(margins.rectangle(height))
        axes.patch.set_visible(False)
        for spine in axes.spines.values():
            spine.set_visible(False)
        axes.set_axisbelow(True)
        draw(axes)
        text = io.StringIO()
        figure.savefig(text, format="svg", metadata={"Date": None})
    return page_svg(text.getvalue(), description, _COLOURS)


def _box(axes: Axes, place: int, percentiles: Sequence[float], baseline: bool) -> None:
    low, lower, median, upper, high = percentiles
    axes.plot([low, high], [place, place], color=ACCENT, linewidth=1.5, zorder=2)
    axes.barh(
        place,
        upper - lower,
        left=lower,
        height=0.5,
        facecolor=CARD if baseline else WASH,
        edgecolor=ACCENT,
        linewidth=1.5,
        zorder=3,
    )
    # Beyond the box, so that it is seen where all values are one.
    ends = [place - 0.33, place + 0.33]
    axes.plot([median] * 2, ends, color=ACCENT, linewidth=2.5, zorder=4, solid_capstyle="butt")


def _mark(axes: Axes, x: float, y: float, baseline: bool) -> None:
    axes.plot(
        [x],
        [y],
        marker="o",
        markersize=7,
        markerfacecolor=CARD if baseline else ACCENT,
        markeredgecolor=ACCENT,
        markeredgewidth=1.5,
        linestyle="none",
        zorder=3,
    )


def _rows(axes: Axes, rows: Sequence[tuple[str, str]]) -> None:
    """A label before and a text behind each row, from the top down."""
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_yticks(range(len(rows)), [label for label, _ in rows])
    axes.tick_params(axis="y", length=0, pad=10, labelcolor=INK)
    for place, (_, told) in enumerate(rows):
        axes.annotate(
            told,
            (1, place),
            xycoords=("axes fraction", "data"),
            xytext=(10, 0),
            textcoords="offset points",
            color=INK,
            va="center",
        )


def _across(axes: Axes, ends: Sequence[float]) -> None:
    axes.set_xlim(*_room(ends))
    axes.locator_params(axis="x", nbins=4)
    axes.tick_params(axis="x", length=0, labelcolor=SOFT)
    axes.grid(axis="x", color=LINE, linewidth=1)


def _upwards(axes: Axes, ends: Sequence[float]) -> None:
    axes.set_ylim(*_room(ends))
    axes.locator_params(axis="y", nbins=5)
    axes.tick_params(axis="y", length=0, labelcolor=SOFT)
    axes.grid(axis="y", color=LINE, linewidth=1)


def _room(ends: Sequence[float]) -> tuple[float, float]:
    """Limits with some room at both ends, also if all is at one place."""
    low, high = min(ends), max(ends)
    margin = 0.08 * (high - low) or max(abs(high) * 0.05, 0.5)
    return low - margin, high + margin
