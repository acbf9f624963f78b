"""The course of a training as a drawing: losses below, scores above, by target tokens."""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kortom.training.log import Line, Scored, Steps, scorings

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SIZE = (7.2, 5.4)
"""In inches of 72 CSS pixels."""

_BLUE, _ORANGE, _GREEN, _GREY = "#1f5fa8", "#b85a00", "#2c7a3f", "#777777"


def draw_curve(lines: Sequence[Line], path: Path) -> None:
    """Write the drawing as SVG; the same log makes the same file. OSError if it cannot be written.

    The scores are those of the first held-out set, which decides.
    """
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    # Here alone, since loading it takes a second.
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context():
        mpl.rcdefaults()  # whatever a matplotlibrc of this machine says
        mpl.rcParams["svg.fonttype"] = "none"
        mpl.rcParams["svg.hashsalt"] = "curve"
        mpl.rcParams["text.parse_math"] = False
        figure = Figure(figsize=_SIZE, layout="constrained")
        above, below = figure.subplots(2, 1, sharex=True)
        _scores(above, scorings(lines))
        _losses(below, lines)
        below.set_xlabel("million target tokens")
        text = io.StringIO()
        figure.savefig(text, format="svg", metadata={"Date": None})
    path.write_text(text.getvalue(), encoding="utf-8", newline="\n")


def _scores(axes: Axes, scored: Sequence[Scored]) -> None:
    tokens = [each.tokens / 1e6 for each in scored]
    firsts = [each.sets[0] for each in scored]
    marks: dict[str, Any] = {"marker": "o", "markersize": 3, "linewidth": 1.5}
    axes.plot(tokens, [one.chrf for one in firsts], color=_GREEN, label="chrF2", **marks)
    axes.plot(tokens, [one.bleu for one in firsts], color=_BLUE, label="BLEU", **marks)
    best = [each.tokens / 1e6 for each in scored if each.best]
    if best:
        axes.axvline(best[-1], color=_GREY, linewidth=1, linestyle=":", label="exported")
    _finish(axes, firsts[0].name if firsts else "")


def _losses(axes: Axes, lines: Sequence[Line]) -> None:
    steps = [line for line in lines if isinstance(line, Steps)]
    scored = scorings(lines)
    axes.plot(
        [line.tokens / 1e6 for line in steps],
        [line.loss for line in steps],
        color=_ORANGE,
        linewidth=1,
        label="training, smoothed labels",
    )
    axes.plot(
        [each.tokens / 1e6 for each in scored],
        [each.sets[0].loss for each in scored],
        color=_BLUE,
        marker="o",
        markersize=3,
        label="held out",
    )
    _finish(axes, "loss (nats a token)")


def _finish(axes: Axes, title: str) -> None:
    axes.set_title(title, loc="left", fontsize=10)
    axes.grid(color="#dddddd", linewidth=0.8)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.legend(frameon=False, fontsize=9)
