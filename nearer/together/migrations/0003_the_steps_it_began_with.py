from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("together", "0002_what_parting_and_forgetting_need")]

    operations = [migrations.AddField("sitting", "steps", models.CharField(default="", max_length=10))]
