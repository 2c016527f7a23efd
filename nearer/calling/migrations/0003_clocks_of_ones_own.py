"""Who chose before keeps the clocks by which they were called until now, and the other cannot change them any more."""

from typing import Any

from django.db import migrations, models
from django.db.models.functions import Coalesce


def copy(apps: Any, _editor: Any) -> None:
    here = apps.get_model("spaces", "Membership").objects.filter(member_id=models.OuterRef("pk"), left_on=None)
    zone = here.order_by("joined_on", "pk").values("space__time_zone")[:1]
    apps.get_model("calling", "Wish").objects.update(zone=Coalesce(models.Subquery(zone), models.Value("")))


class Migration(migrations.Migration):
    dependencies = [("calling", "0002_one_index_less_to_keep")]

    operations = [
        migrations.AddField(
            model_name="wish",
            name="zone",
            field=models.CharField(blank=True, max_length=64, default=""),
            preserve_default=False,
        ),
        migrations.RunPython(copy, migrations.RunPython.noop),
    ]
