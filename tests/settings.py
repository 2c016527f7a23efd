"""The product's own settings, with a data folder that is gone afterwards and a password hasher that is quick."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_folder = Path(tempfile.mkdtemp(prefix="nearer-tests-"))
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
for _name in [name for name in os.environ if name.startswith("NEARER_")]:
    del os.environ[_name]
os.environ["NEARER_DATA"] = str(_folder)

(_folder / "static").mkdir()

from nearer.settings import *  # noqa: E402, F403
from nearer.settings import DATABASES, STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
if "sqlite" in DATABASES["default"]["ENGINE"]:
    # A file, not memory: threads then meet in the database as they do in the product.
    DATABASES["default"]["TEST"] = {"NAME": _folder / "test.sqlite3"}
