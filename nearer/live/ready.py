"""Whether this process can serve: its database answers and is up to date, and somebody looks after the clock."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from .models import Beat

_known: set[str] = set()  # that tables are up to date stays true while the program runs, and takes long to find out


def is_migrated() -> bool:
    """Whether the tables are as this version wants them."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes()) and not of_a_newer_version(executor)


def of_a_newer_version(executor: MigrationExecutor) -> bool:
    """Whether the tables were changed by a version that is newer than this one."""
    loader = executor.loader
    mine = [(app, name) for app, name in loader.applied_migrations if app in loader.migrated_apps]
    return any(key not in loader.disk_migrations for key in mine)


def lacking() -> list[str]:
    """What is missing, in words for whoever runs it; nothing when this process can serve."""
    try:
        if "migrated" not in _known:
            if not is_migrated():
                return ["The database is not up to date: run `nearer migrate`."]
            _known.add("migrated")
        if not Beat.seen_lately():
            return ["Nobody looks after the clock: neither the product itself nor a worker did within three minutes."]
    except DatabaseError:
        return ["The database does not answer."]
    return []
