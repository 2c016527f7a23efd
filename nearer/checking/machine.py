"""Mistakes of the machine: an old Python, a clock that is wrong, a full disk, a disk that is not its own."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings

import nearer
from nearer import clock
from nearer.backup import size

from .finding import Finding

UNTIL = {
    (3, 11): date(2027, 10, 31),
    (3, 12): date(2028, 10, 31),
    (3, 13): date(2029, 10, 31),
    (3, 14): date(2030, 10, 31),
}
"""How long each Python gets security updates."""
ROOM = 500_000_000
FAR = {
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "9p",
    "afs",
    "ncpfs",
    "davfs",
    "fuse.sshfs",
    "fuse.rclone",
    "fuse.davfs2",
}
"""Kinds of disk on which SQLite's locks cannot be trusted."""


def findings() -> Iterator[Finding]:
    """What is wrong with the machine."""
    yield from python(sys.version_info[:2], clock.today())
    yield from zones()
    yield from time(_newest_file())
    yield from disks()
    mounts = Path("/proc/self/mounts")
    if mounts.exists():
        yield from far(Path(settings.DATA), mounts.read_text())


def python(version: tuple[int, int], today: date) -> Iterator[Finding]:
    """Whether this Python still gets security updates."""
    until = UNTIL.get(version)
    if until and until < today:
        says = f"Python {version[0]}.{version[1]} has had no security updates since {until:%B %Y}."
        yield Finding(says, "Install a newer Python, delete the folder .venv, and run `make setup`.")


def zones() -> Iterator[Finding]:
    """Whether places of the world have their time."""
    try:
        ZoneInfo("Europe/Berlin")
    except ZoneInfoNotFoundError:
        yield Finding("This machine knows no time zones, so a day cannot turn.", "Run `make setup` again (tzdata).")


def time(at_least: datetime) -> Iterator[Finding]:
    """Whether the clock stands before a moment that has passed for sure, or the network has not set it."""
    now = clock.now()
    mend = "Set it, and let it be set from the network: timedatectl set-ntp true"
    if now < at_least - timedelta(minutes=10):
        yield Finding(f"The clock of this machine is wrong: it says {now:%Y-%m-%d %H:%M} UTC, which has been.", mend)
    elif "NTPSynchronized=no" in (system := _time_service()):
        if "NTP=no" in system:
            yield Finding("Nobody sets the clock of this machine, so it will go wrong.", mend, wrong=False)
        else:
            says = "The network is to set the clock of this machine, but has not since the start: it may be wrong."
            mend = "If this stays so for some minutes: timedatectl timesync-status, and port 123 (UDP) of your router."
            yield Finding(says, mend, wrong=False)


def disks() -> Iterator[Finding]:
    """Whether there is room for what the two write, and for the next copy of it."""
    data = Path(settings.DATA)
    if (free := shutil.disk_usage(data).free) < ROOM:
        yield Finding(f"The disk is nearly full: {size(free)} are left for {data}.", "Make room, or words get lost.")
    backups = Path(settings.BACKUPS)
    if settings.BACKUPS_KEEP and (backups.is_dir() or backups.parent == data):
        place = backups if backups.is_dir() else data
        wanted, free = _of_a_copy(data), shutil.disk_usage(place).free
        if free < wanted:
            says = f"The next copy takes about {size(wanted)}, and {backups} has room for {size(free)}."
            yield Finding(says, "Make room, name a larger disk in NEARER_BACKUPS, or lower NEARER_BACKUPS_KEEP.")


def far(data: Path, mounts: str) -> Iterator[Finding]:
    """Whether SQLite lies on a disk of another machine. `mounts` is what /proc/self/mounts says."""
    if "sqlite" not in settings.DATABASES["default"]["ENGINE"]:
        return
    lines = [line.split(" ") for line in mounts.splitlines()]
    places = {Path(line[1].replace("\\040", " ")): line[2] for line in lines if len(line) > 2}
    kind = next((places[folder] for folder in [data, *data.parents] if folder in places), "")
    if kind in FAR:
        says = f"{data} lies on a network disk ({kind}), where SQLite can lose words."
        yield Finding(says, "Move the data folder to a disk of this machine; copies may lie on the network disk.")


def _of_a_copy(data: Path) -> int:
    """About as many bytes as the next copy needs."""
    files = [path for path in (data / "photos").rglob("*") if path.is_file()] if (data / "photos").is_dir() else []
    database = data / "nearer.sqlite3"
    rows = 3 * database.stat().st_size if database.exists() else 0
    return rows + sum(path.stat().st_size for path in files)


def _newest_file() -> datetime:
    """When the program itself was written here."""
    files = Path(nearer.__file__).parent.glob("*.py")
    return datetime.fromtimestamp(max(path.stat().st_mtime for path in files), UTC)


def _time_service() -> list[str]:
    """What the system says of its clock, line by line; nothing where there is no systemd, as in a container."""
    if (program := shutil.which("timedatectl")) is None:
        return []
    try:
        asked = [program, "show", "--property=NTPSynchronized", "--property=NTP"]
        return subprocess.run(asked, capture_output=True, text=True, timeout=5).stdout.splitlines()
    except (OSError, subprocess.TimeoutExpired):
        return []
