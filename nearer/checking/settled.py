"""Mistakes that lie in settings, content and files: Django's system checks, ours among them, and who may read what."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.checks import run_checks

from .finding import Finding

SECRETS = ("secret-key", "push-key")


def findings() -> Iterator[Finding]:
    """What is wrong before anything runs."""
    for message in run_checks():
        yield Finding(str(message.msg), str(message.hint or f"({message.id})"), wrong=message.is_serious(30))
    yield from _secrets(Path(settings.DATA))
    yield from _owners(Path(settings.DATA))


def _secrets(data: Path) -> Iterator[Finding]:
    for name in SECRETS:
        path = data / name
        if not path.exists():
            yield Finding(f"{path} is missing.", "Start Nearer once; it makes a new one.")
        elif os.name == "posix" and path.stat().st_mode & 0o077:
            yield Finding(f"Others on this machine may read {path}.", f'chmod 600 "{path}"')


def _owners(data: Path) -> Iterator[Finding]:
    """A command that was once run as root leaves files that Nearer cannot write."""
    if os.name != "posix":
        return
    owner = data.stat().st_uid
    foreign = [path.name for path in sorted(data.iterdir()) if path.lstat().st_uid != owner]
    if foreign:
        says = f"In {data} some files belong to another user than the folder: {', '.join(foreign)}."
        mend = f'chown -R --reference="{data}" "{data}" and run every nearer command as that user.'
        yield Finding(says, mend)
