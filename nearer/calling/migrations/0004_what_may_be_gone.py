from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("calling", "0003_clocks_of_ones_own")]

    operations = [
        migrations.AddField(
            model_name="occasion",
            name="about",
            field=models.CharField(blank=True, default="", max_length=22),
            preserve_default=False,
        ),
    ]
