"""What judges say, as a table on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kortom.evaluation.paired import SIGNIFICANT
from kortom.telemetry.summary import counted

if TYPE_CHECKING:
    from kortom.evaluation.agreement import Agreement
    from kortom.evaluation.statistics import Rate
    from kortom.judging.tally import Position, Tally, Verdict

_NAME_WIDTH = 30


def verdict_lines(verdict: Verdict) -> Iterator[str]:
    """A table by judge and in all, who won, how far the judges agree, and the bias of position."""
    first, second = verdict.systems
    yield f"Blind judgements of the comparison {verdict.comparison[:12]}"
    yield f"  A = {first}"
    yield f"  B = {second}"
    yield ""
    yield from _table(verdict)
    yield ""
    yield _winner(verdict.articles)
    yield from _position(verdict.position)
    yield from _agreement(verdict)


def _table(verdict: Verdict) -> Iterator[str]:
    rows = [(_clipped(name), tally) for name, tally in verdict.judges]
    if len(rows) > 1:
        rows.append(("all judgements", verdict.judgements))
        rows.append(("articles, by majority", verdict.articles))
    width = max(len("judge"), *(len(name) for name, _ in rows))
    yield (
        f"  {'judge':<{width}}  {'A wins':>6}  {'B wins':>6}  {'ties':>5}  {'skipped':>7}"
        f"  {'A share':>9}  {'95% interval':>16}  {'p':>6}"
    )
    for name, tally in rows:
        yield (
            f"  {name:<{width}}  {tally.first.count:>6,}  {tally.second.count:>6,}"
            f"  {tally.ties:>5,}  {tally.skipped:>7,}  {_share(tally.first):>9}"
            f"  {_interval(tally.first):>16}  {_p(tally.p_value):>6}"
        )
    yield "  (share, interval and p: of what was decided, without ties and skips)"
    if len(verdict.judges) > 1:
        yield "  (all judgements: as if independent, which two of one article are not)"


def _winner(articles: Tally) -> str:
    if articles.p_value >= SIGNIFICANT:
        return f"Neither wins: chance would do as much (sign test, p {_p(articles.p_value)})."
    name = "A" if articles.first.count > articles.second.count else "B"
    return f"{name} wins (sign test, p {_p(articles.p_value)})."


def _position(position: Position) -> Iterator[str]:
    won, (first, second) = position.first, position.shown
    yield (
        f"Position: the brief shown first won {won.count:,} of {won.total:,} ({_share(won)},"
        f" 95% interval {_interval(won)}, p {_p(position.p_value)})"
    )
    yield f"  A was shown first {counted(first, 'time')}, B {counted(second, 'time')}"
    if position.p_value < SIGNIFICANT:
        yield "  That is more than chance: where a brief stood has swayed the judges"


def _agreement(verdict: Verdict) -> Iterator[str]:
    if not verdict.agreement:
        return
    articles = counted(verdict.agreement[0].n, "article")
    yield f"Agreement over {articles} that two judges or more judged"
    for measured in verdict.agreement:
        yield f"  {measured.measure:<9}  {_measured(measured)}"


def _measured(measured: Agreement) -> str:
    if measured.value is None or measured.low is None or measured.high is None:
        return "none" if not measured.n else "not defined: all chose the same throughout"
    interval = f"95% interval {measured.low:.2f} to {measured.high:.2f}"
    return f"{measured.value:.2f} ({interval})"


def _share(rate: Rate) -> str:
    return f"{100 * rate.value:.1f}%" if rate.total else "none"


def _interval(rate: Rate) -> str:
    return f"{100 * rate.low:.1f} to {100 * rate.high:.1f}%"


def _p(p_value: float) -> str:
    return "<0.001" if p_value < 0.001 else f"{p_value:.3f}"


def _clipped(name: str) -> str:
    return name if len(name) <= _NAME_WIDTH else name[: _NAME_WIDTH - 1] + "…"
