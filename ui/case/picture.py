"""Counts over time as a static picture: SVG with nothing in it but shapes and our own words."""

from ui import text
from ui.case.chapters import Picture

_WIDTH, _HEIGHT, _LEFT, _FOOT = 900, 120, 46, 18
_GAP = 0.1


def svg(picture: Picture) -> str:
    """Bars of all events, and of the alerts among them before these."""
    greatest = max((*picture.events, 1))
    step = (_WIDTH - _LEFT) / max(len(picture.events), 1)
    base, wide = _HEIGHT - _FOOT, step * (1 - _GAP)
    room = base - 8

    def bars(counts: tuple[int, ...], name: str) -> str:
        made = (
            f'<rect x="{_LEFT + place * step:.1f}" y="{base - height:.1f}" width="{wide:.1f}" height="{height:.1f}"/>'
            for place, count in enumerate(counts)
            if count and (height := max(1.0, count / greatest * room))
        )
        return f'<g class="{name}">{"".join(made)}</g>'

    ends = text.moment(picture.first), text.moment(picture.last)
    return (
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="Events over time, at most {greatest:,} a bar">'
        f"{bars(picture.events, 'events')}{bars(picture.alerts, 'alerts')}"
        f'<line class="axis" x1="{_LEFT}" x2="{_WIDTH}" y1="{base}" y2="{base}"/>'
        f'<text x="{_LEFT - 6}" y="14" text-anchor="end">{greatest:,}</text>'
        f'<text x="{_LEFT}" y="{_HEIGHT - 4}">{ends[0]}</text>'
        f'<text x="{_WIDTH}" y="{_HEIGHT - 4}" text-anchor="end">{ends[1]} UTC</text></svg>'
    )


def spark(counts: tuple[int, ...]) -> str:
    """The same as a line of letters."""
    greatest = max((*counts, 1))
    return "".join("▁▂▃▄▅▆▇█"[-(-count * 7 // greatest)] if count else " " for count in counts)
