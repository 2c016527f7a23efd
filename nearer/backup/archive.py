"""The file of a copy: a plain tar with the rows, the photos, and at its end a manifest with the digest of each.

Nothing is ever extracted by the names that a tar holds: only names of our own making are known, only plain files, and
each is written where we say, under a digest that has to fit.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from . import Trouble

FORMAT = "nearer-backup/1"
MANIFEST = "manifest.json"
SQLITE, DUMP = "database.sqlite3", "database.dump"
PHOTOS = "photos/"
PHOTO = re.compile(r"[A-Za-z0-9_-]{22}/[A-Za-z0-9_-]{1,90}")
"""How a photo is called: its space, and a name that the server chose."""
AT_ONCE = 1024 * 1024
LONGEST_MANIFEST = 512 * 1024 * 1024
NOT_WHOLE = "This is not a whole copy of Nearer: the file was cut off, changed, or is something else."


@dataclass
class Manifest:
    """What a copy says of itself. `files` gives size and SHA-256 of each file in it, `rows` the rows of each table."""

    version: str
    made_at: str
    engine: str
    server: str
    """The version of the database that wrote the rows."""
    migrations: list[str]
    rows: dict[str, int]
    missing: list[str] = field(default_factory=list)
    """Photos that rows name and that were not there: taken away meanwhile, or lost."""
    photos_elsewhere: bool = False
    """Whether the photos lie in a store of their own and are not in here."""
    own_words: bool = False
    """Whether there was a folder of own words (NEARER_CONTENT), which is not in here either."""
    files: dict[str, tuple[int, str]] = field(default_factory=dict)
    format: str = FORMAT

    @property
    def database(self) -> str:
        """The name of the file with the rows."""
        return SQLITE if self.engine == "sqlite" else DUMP

    @property
    def photos(self) -> list[str]:
        """Names of the photos inside."""
        return [name for name in self.files if name.startswith(PHOTOS)]


class Writer:
    """Adds files to a new archive, one after the other."""

    def __init__(self, file: IO[bytes]) -> None:
        self._tar = tarfile.open(fileobj=file, mode="w", format=tarfile.GNU_FORMAT)  # noqa: SIM115  (`close` closes it)
        self._files: dict[str, tuple[int, str]] = {}

    def add(self, name: str, source: IO[bytes]) -> None:
        """One more file, from where it stands open."""
        stat = os.fstat(source.fileno())
        info = tarfile.TarInfo(name)
        info.size, info.mtime, info.mode = stat.st_size, int(stat.st_mtime), 0o600
        counting = _Counting(source)
        self._tar.addfile(info, counting)
        self._files[name] = (stat.st_size, counting.digest.hexdigest())

    def close(self, manifest: Manifest) -> None:
        """The manifest comes last: with it the archive is whole."""
        manifest.files = self._files
        text = json.dumps(asdict(manifest), indent=1).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size, info.mode = len(text), 0o600
        self._tar.addfile(info, BytesIO(text))
        self._tar.close()


class _Counting:
    """Reads on, and knows the digest of what was read."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        part = self._source.read(size)
        self.digest.update(part)
        return part


class Archive:
    """One that is read. All of it has been looked at but the contents, which are as each is taken out."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self._inside: dict[str, tarfile.TarInfo] = {}
        for info in tar:
            if not info.isreg() or info.name in self._inside or info.issparse():
                raise Trouble(NOT_WHOLE)
            self._inside[info.name] = info
        self.manifest = self._manifest()

    def chunks(self, name: str) -> Iterator[bytes]:
        """The contents of a file; raises Trouble at its end where the digest does not fit."""
        wanted, digest = self.manifest.files[name], hashlib.sha256()
        source = self._tar.extractfile(self._inside[name])
        assert source is not None
        while part := source.read(AT_ONCE):
            digest.update(part)
            yield part
        if digest.hexdigest() != wanted[1]:
            raise Trouble(f"{NOT_WHOLE} ({name})")

    def take_out(self, name: str, target: Path) -> None:
        """Write one file to a new one, for its owner alone, safely on the disk; with the day it was given."""
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for part in self.chunks(name):
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
        os.utime(target, (self._inside[name].mtime, self._inside[name].mtime))

    def _manifest(self) -> Manifest:
        info = self._inside.pop(MANIFEST, None)
        if info is None or info.size > LONGEST_MANIFEST:
            raise Trouble(NOT_WHOLE)
        source = self._tar.extractfile(info)
        assert source is not None
        manifest = _understood(source.read())
        found = {name: info.size for name, info in self._inside.items()}
        if found != {name: size for name, (size, _digest) in manifest.files.items()} or manifest.database not in found:
            raise Trouble(NOT_WHOLE)
        return manifest


def _understood(text: bytes) -> Manifest:
    try:
        raw: dict[str, Any] = json.loads(text)
        if raw["format"] != FORMAT:
            raise Trouble("This copy has a form that this version does not know. Install the newest Nearer first.")
        manifest = Manifest(**raw)
        manifest.files = {name: (int(size), str(digest)) for name, (size, digest) in manifest.files.items()}
        if all(is_known(name) for name in manifest.files):
            return manifest
    except (ValueError, TypeError, KeyError, AttributeError):
        pass
    raise Trouble(NOT_WHOLE)


KEYS = ("push-key",)
"""Files of the data folder that a copy holds beside rows and photos."""


def is_known(name: str) -> bool:
    """Whether a copy may hold a file of this name."""
    if name.startswith(PHOTOS):
        return PHOTO.fullmatch(name.removeprefix(PHOTOS)) is not None
    return name in {SQLITE, DUMP, *KEYS}


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """The archive, for reading. Raises Trouble for what is none, or not whole."""
    try:
        with tarfile.open(path, "r:") as tar:
            yield Archive(tar)
    except (tarfile.TarError, EOFError) as error:
        raise Trouble(NOT_WHOLE) from error
