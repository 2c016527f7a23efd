"""The real program, with one thing changed from outside: its clock is ahead by the seconds written in a file.

python server.py CLOCK_FILE serve --port 1234
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import nearer.clock


def main() -> int:
    """Turns the clock and runs the command line."""
    ahead = Path(sys.argv[1])
    nearer.clock._now = lambda: datetime.now(UTC) + timedelta(seconds=float(ahead.read_text() or 0))
    from nearer.cli import main as command

    return command(sys.argv[2:])


if __name__ == "__main__":
    sys.exit(main())
