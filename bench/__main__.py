"""Measures everything, prints a table, writes bench/results.json; exit status 1 where a bound is missed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from .browser import pages
from .knocking import signins_today_ms
from .load import Request
from .many import many
from .programs import three_pairs
from .serving import idle_pss_mb, speeds, streams_mb

RESULTS = Path(__file__).parent / "results.json"

# name: (least, most, what it is)
BOUNDS: dict[str, tuple[float | None, float | None, str]] = {
    "today_vs_bare": (0.35, None, "Today, beside a bare view with session and user"),
    "today_day_vs_years": (0.9, 1.1, "Today with one day of history, beside three years"),
    "insert_vs_bare": (0.5, None, "posting an answer, beside a bare insert"),
    "idle_pss_mb": (None, 110, "memory of the started product at rest, MB"),
    "first_load_kb": (None, 60, "first load of Today, KB sent"),
    "first_load_requests": (None, 20, "first load of Today, requests"),
    "next_load_kb": (None, 12, "next loads of Today, KB sent"),
    "list_after_paint_ms": (None, 100, "thirty exchanges opened and shown after the first paint, ms"),
    "search_ms": (None, 50, "search over three years, from a key to the results, ms"),
    "streams_mb": (None, 40, "memory that 500 open pages add, MB"),
    "step_seen_ms": (None, 300, "a tap in a session, seen on the other's phone, ms"),
    "clocks_apart_ms": (None, 250, "how far the clocks of two pages are apart in a session, ms"),
    "open_seen_ms": (None, 2000, "an opening, seen on the other's open page, ms"),
    "signins_queued_today_ms": (None, 250, "Today while a thousand try to sign in, 19 times of 20, ms"),
    "pg_today_100_vs_100k": (0.85, 1.15, "Today with 100,000 pairs in PostgreSQL, beside 100"),
    "pg_post_100_vs_100k": (0.85, 1.15, "posting an answer with 100,000 pairs in PostgreSQL, beside 100"),
    "reminders_claimed_per_s": (20_000, None, "due reminders claimed a second by two workers, of 2,000,000 members"),
}
POSTGRESQL = {"pg_today_100_vs_100k", "pg_post_100_vs_100k", "reminders_claimed_per_s"}
"""Left out, and not missed, where no PostgreSQL runs."""


def measured() -> dict[str, float]:
    """All figures."""
    with three_pairs() as made:
        with made.started("bench.settings") as beside:  # first: the pairs compared have the same page to see
            figures = speeds(beside, made.known)
            figures |= signins_today_ms(beside, Request("/", made.known["pairs"]["years"]["people"][0]["cookies"]))
        with made.started("nearer.settings") as product:
            figures |= {"idle_pss_mb": idle_pss_mb(product)}
            figures |= pages(product, made.known) | {"streams_mb": streams_mb(product, made.known)}
    return figures | many()


def missed(name: str, figures: dict[str, float]) -> bool:
    """Whether a figure is outside its bounds, or was not found though it should have been."""
    if name not in figures:
        return name not in POSTGRESQL
    (least, most, _what), value = BOUNDS[name], figures[name]
    return (least is not None and value < least) or (most is not None and value > most)


def bound_of(name: str) -> str:
    """As it stands in the table."""
    least, most, _what = BOUNDS[name]
    return " ".join(f"{sign} {bound:g}" for sign, bound in ((">=", least), ("<=", most)) if bound is not None)


def table(figures: dict[str, float]) -> str:
    """Figures beside their bounds."""
    lines = []
    for name, (_least, _most, what) in BOUNDS.items():
        value = f"{figures[name]:.2f}" if name in figures else "-"
        mark = "MISSED" if missed(name, figures) else ""
        lines.append(f"{name:24} {value:>9}  {bound_of(name):16} {mark:7} {what}")
    lines += [f"{name:24} {value:9.1f}" for name, value in figures.items() if name not in BOUNDS]
    return "\n".join(lines)


def main() -> int:
    """Runs the bench."""
    figures = {name: round(value, 3) for name, value in measured().items()}
    RESULTS.write_text(json.dumps(figures, indent=2) + "\n")
    print(table(figures))
    late = [name for name in BOUNDS if missed(name, figures)]
    if late:
        print(f"Missed: {', '.join(late)}", file=sys.stderr)
    return 1 if late else 0


if __name__ == "__main__":
    sys.exit(main())
