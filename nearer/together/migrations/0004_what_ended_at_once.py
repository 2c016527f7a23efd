from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("together", "0003_the_steps_it_began_with")]

    operations = [migrations.AddField("sitting", "brief", models.BooleanField(default=False))]
