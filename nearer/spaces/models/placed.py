"""A row that belongs to a space, and says so in whatever it asks the database."""

from __future__ import annotations

from typing import Any

from django.db import models


class Placed(models.Model):
    """What `save` changes is found by the space as well: it tells where the row lies once tables are spread."""

    class Meta:
        abstract = True

    def _do_update(self, rows: models.QuerySet[Any], *values: Any) -> Any:
        return super()._do_update(rows.filter(space=vars(self)["space_id"]), *values)
