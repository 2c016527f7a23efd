"""Static files under names that hold their hash, so that a browser keeps them for good."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Any

from django.core.files.base import ContentFile, File
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Comments that have their lines to themselves, and the space that lines begin with.
NOT_SENT = {
    ".js": re.compile(r"^[ \t]*//[^\n]*\n|^[ \t]*/\*\*[\s\S]*?\*/\n|^[ \t]+", re.MULTILINE),
    ".css": re.compile(r"/\*[\s\S]*?\*/\n?|^[ \t]+", re.MULTILINE),
}
OURS = "nearer"


def lighter(name: str, text: str) -> str:
    """A script or style of ours as it is sent: without what only its readers need, which is a fifth of it."""
    return NOT_SENT[PurePath(name).suffix].sub("", text)


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Hashed and compressed; imports between our modules are rewritten to the hashed names."""

    support_js_module_import_aggregation = True
    max_post_process_passes = 20  # one for each floor of imports, since a hash follows from those below it

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._addresses: dict[str, str] = {}

    def url(self, name: str | None, force: bool = False) -> str:
        """The address of a file; found once, since every page asks for the same dozen and no name changes meanwhile."""
        known = self._addresses.get(name or "")
        if known is None:
            known = super().url(name, force)
            self._addresses[name or ""] = known
        return known

    def _save(self, name: str, content: File[Any]) -> str:
        if PurePath(name).parts[0] == OURS and PurePath(name).suffix in NOT_SENT:
            content = ContentFile(lighter(name, b"".join(content.chunks()).decode()).encode())
        saved: str = super()._save(name, content)
        return saved
