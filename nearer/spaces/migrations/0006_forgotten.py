"""Who left a space may have it deleted for themselves: nothing of it is shown to them any more."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("spaces", "0005_touch_counts_from_the_next_day")]

    operations = [
        migrations.AddField("membership", "forgotten_on", models.DateField(null=True)),
    ]
