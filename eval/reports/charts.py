"""Charts as SVG without any library: each is a string that takes its colours from the page."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

from eval import metrics

__all__ = ["calibration_chart", "latency_chart", "risk_coverage_chart"]

_WIDTH, _HEIGHT = 420, 280
_LEFT, _RIGHT, _TOP, _BOTTOM = 54, 12, 14, 44
_BINS = 24
_HEADROOM = 1.25
"""Above the highest column there is room for what the percentiles are called."""


def risk_coverage_chart(confidences: Sequence[float], right: Sequence[bool]) -> str:
    """The share of wrong answers among those that one would keep, from the surest down."""
    points = metrics.risk_coverage(confidences, right)
    top = _round_up(max((risk for _, risk in points), default=1.0))
    parts = [_frame("answers kept, from the surest down", "wrong among them", top)]
    x, y = 0.0, points[0][1]
    path = [f"M{_x(0):.1f},{_y(y / top):.1f}"]
    for coverage, risk in points:
        path.append(f"V{_y(risk / top):.1f}H{_x(coverage):.1f}")
        x = coverage
    area = f"{''.join(path)}V{_y(0):.1f}H{_x(0):.1f}Z"
    parts.append(f'<path class="area" d="{area}"/><path class="line" d="{"".join(path)}"/>')
    parts.append(_dot(x, points[-1][1] / top, 4, f"all answers: {points[-1][1]:.1%} wrong"))
    return _svg(parts, "Risk–coverage curve")


def calibration_chart(confidences: Sequence[float], right: Sequence[bool]) -> str:
    """How many answers of each confidence are right, against how many should be."""
    bins = metrics.calibration_bins(confidences, right)
    most = max((b.n for b in bins), default=1)
    parts = [_frame("confidence given", "answers that were right", 1.0)]
    parts.append(
        f'<path class="guide" d="M{_x(0)},{_y(0)}L{_x(1)},{_y(1)}"/>'
        f'<text class="note" x="{_x(0.97)}" y="{_y(0.05):.0f}" text-anchor="end">'
        "dashed: as often right as sure</text>"
    )
    for b in bins:
        said = f"{b.n} answers of {b.low:.1f}–{b.high:.1f}: {b.accuracy:.0%} right"
        parts.append(_stem(b.confidence, b.accuracy))
        parts.append(_dot(b.confidence, b.accuracy, 3 + 7 * math.sqrt(b.n / most), said))
    return _svg(parts, "Calibration diagram")


def latency_chart(milliseconds: Sequence[float]) -> str:
    """How many questions took how long, on a logarithmic scale, with the usual percentiles."""
    values = [max(v, 0.01) for v in milliseconds]
    low, high = math.log10(min(values)), math.log10(max(values))
    width = max(high - low, 0.05)
    counts = [0] * _BINS
    for value in values:
        counts[min(int((math.log10(value) - low) / width * _BINS), _BINS - 1)] += 1
    most = max(counts)
    full = most * _HEADROOM
    parts = [_axes("milliseconds a question (logarithmic)", "questions", most)]
    for b, n in enumerate(counts):
        if n:
            at, to = (10 ** (low + width * edge / _BINS) for edge in (b, b + 1))
            parts.append(
                f'<rect class="column" x="{_x(b / _BINS) + 0.5:.1f}" y="{_y(n / full):.1f}" '
                f'width="{(_x(1) - _x(0)) / _BINS - 1:.1f}" '
                f'height="{_y(0) - _y(n / full):.1f}">'
                f"<title>{n} questions in {_ms(at)} to {_ms(to)}</title></rect>"
            )
    for place in range(5):
        value = 10 ** (low + width * place / 4)
        parts.append(_tick_x(place / 4, _number(value)))
    last = -1.0
    for percent in (50, 95, 99):
        value = metrics.percentile(values, percent) or 0.0
        at = (math.log10(value) - low) / width
        row = 0 if at - last > 0.16 else 1
        parts.append(
            f'<path class="mark" d="M{_x(at):.1f},{_y(0)}V{_TOP}"/>'
            f'<text class="note" x="{_x(at) - 4:.1f}" y="{_TOP + 10 + 12 * row}" '
            f'text-anchor="end">p{percent} {_number(value)}</text>'
        )
        last = at
    return _svg(parts, "Latency")


def _svg(parts: Sequence[str], title: str) -> str:
    return (
        f'<svg class="chart" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'aria-label="{escape(title)}">{"".join(parts)}</svg>'
    )


def _frame(x_title: str, y_title: str, top: float) -> str:
    """Axes in per cent: 0 to 100 across, 0 to ``top`` upwards."""
    across = "".join(_tick_x(i / 4, f"{i * 25} %") for i in range(5))
    return _axes(x_title, y_title, None) + across + _scale(top)


def _axes(x_title: str, y_title: str, count: int | None) -> str:
    scale = ""
    if count is not None:
        steps = sorted({0, count // 2, count})
        scale = "".join(_tick_y(n / count / _HEADROOM, f"{n:,}") for n in steps)
    return (
        f'<path class="axis" d="M{_x(0)},{_TOP}V{_y(0)}H{_x(1)}"/>{scale}'
        f'<text class="title" x="{(_x(0) + _x(1)) / 2}" y="{_HEIGHT - 8}" '
        f'text-anchor="middle">{escape(x_title)}</text>'
        f'<text class="title" transform="translate(11 {(_y(0) + _TOP) / 2}) rotate(-90)" '
        f'text-anchor="middle">{escape(y_title)}</text>'
    )


def _scale(top: float) -> str:
    return "".join(_tick_y(i / 4, f"{top * i / 4:.3g}".rstrip(".")) for i in range(5))


def _tick_x(share: float, text: str) -> str:
    anchor = "start" if share == 0 else "end" if share == 1 else "middle"
    return (
        f'<text class="tick" x="{_x(share):.1f}" y="{_y(0) + 15}" '
        f'text-anchor="{anchor}">{escape(text)}</text>'
    )


def _tick_y(share: float, text: str) -> str:
    grid = f'<path class="grid" d="M{_x(0)},{_y(share):.1f}H{_x(1)}"/>' if share else ""
    return (
        f'{grid}<text class="tick" x="{_x(0) - 5}" y="{_y(share) + 3.5:.1f}" '
        f'text-anchor="end">{escape(text)}</text>'
    )


def _dot(x: float, y: float, radius: float, said: str) -> str:
    return (
        f'<circle class="dot" cx="{_x(x):.1f}" cy="{_y(y):.1f}" r="{radius:.1f}">'
        f"<title>{escape(said)}</title></circle>"
    )


def _stem(x: float, y: float) -> str:
    """From the diagonal, where a bin should be, to where it is."""
    return f'<path class="stem" d="M{_x(x):.1f},{_y(x):.1f}V{_y(y):.1f}"/>'


def _x(share: float) -> float:
    return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)


def _y(share: float) -> float:
    return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)


def _round_up(value: float) -> float:
    """To a fifth, so that the scale has round numbers; at least a fifth."""
    return max(0.2, math.ceil(value * 5 - 1e-9) / 5)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"


def _ms(value: float) -> str:
    return f"{_number(value)} ms"
