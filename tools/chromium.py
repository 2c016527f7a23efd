"""Finds a Chromium for the journeys, or installs one: Debian's where that is allowed, else Playwright's own.

Prints nothing when one is found, and one line about what is left out when there is none.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

# The same Chromium without windows, menus and notifications; it needs a quarter less of the processor.
SHELL = "chromium-headless-shell"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (
    "/usr/bin/chromium",
    "/snap/bin/chromium",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)

ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage"]
"""Without them it does not start as root, nor where /dev/shm is small."""


def find(playwrights: str = "", *, whole: bool = False) -> str | None:
    """The path of a Chromium that starts, or None; `playwrights` is where Playwright would keep its own.

    `whole`: one that shows notifications.
    """
    names = NAMES if whole else (SHELL, *NAMES)
    return next((place for place in _places(names, playwrights) if _starts(place)), None)


def _places(names: tuple[str, ...], playwrights: str) -> Iterator[str]:
    for name in names:
        found = shutil.which(name)
        if found:
            yield found
    yield from (place for place in PLACES if Path(place).exists())
    if Path(playwrights).is_file():
        yield playwrights


def _playwrights() -> str:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def _starts(place: str) -> bool:
    try:
        return subprocess.run([place, "--version"], capture_output=True, timeout=30).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def install() -> None:
    """Tries to install one; whether that worked shows when it is looked for again."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Debian's Chromium for the browser journeys ...", flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for step in (["update"], ["install", "-y", "chromium", SHELL, "libnss3-tools"]):
            subprocess.run(["apt-get", "-qq", *step], env=environment, stdout=subprocess.DEVNULL, timeout=900)
        if find():
            return
    print("Installing Playwright's Chromium for the browser journeys ...", flush=True)
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], stdout=subprocess.DEVNULL, timeout=900)


def main() -> None:
    """Find, else install."""
    if find(whole=True) or find(_playwrights(), whole=True):
        return
    try:
        install()
    except (OSError, subprocess.TimeoutExpired) as error:
        print(f"That did not work: {error}")
    if not find(_playwrights()):
        print("Left out: the browser journeys, since no Chromium was found and none could be installed.")


if __name__ == "__main__":
    main()
