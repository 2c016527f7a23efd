"""`nearer check`: what is wrong with how Nearer is run here, and how to mend each. It looks and changes nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from .finding import Finding

WELL = "All is in order."
NOTHING_WRONG = "Nothing is wrong."


def report(port: int) -> int:
    """Prints what was found; the exit status: 1 where something has to be mended, else 0."""
    found = list(findings(port))
    for finding in sorted(found, key=lambda each: not each.wrong):
        print(f"{'Wrong: ' if finding.wrong else 'To know: '}{finding.says}\n    {finding.mend}")
    wrong = any(finding.wrong for finding in found)
    if not wrong:
        print(NOTHING_WRONG if found else WELL)
    return 1 if wrong else 0


def findings(port: int) -> Iterator[Finding]:
    """Everything worth saying. `port` is where Nearer listens on this computer, where it runs."""
    from . import keeping, machine, reaching, settled

    yield from settled.findings()
    yield from machine.findings()
    reached = reaching.Reached.look(port)
    yield from reaching.findings(reached)
    yield from keeping.findings(runs=reached.runs)
    sys.stdout.flush()
