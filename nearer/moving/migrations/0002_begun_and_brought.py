from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("moving", "0001_initial")]

    operations = [
        migrations.AddField("keptseat", "begun", models.BooleanField(default=False)),
        migrations.AddField("keptseat", "brought", models.JSONField(default=list)),
    ]
