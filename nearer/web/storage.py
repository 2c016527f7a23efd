"""Static files under names that hold their hash, so that a browser keeps them for good."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Hashed and compressed; imports between our modules are rewritten to the hashed names."""

    support_js_module_import_aggregation = True
    max_post_process_passes = 20  # one for each floor of imports, since a hash follows from those below it
