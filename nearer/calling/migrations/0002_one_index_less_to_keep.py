"""On PostgreSQL Django gives a text key a second index for LIKE, which nobody asks here; moving a reminder on would have
to write it each time."""

from typing import Any

from django.db import migrations

FIND = """SELECT indexname FROM pg_indexes
WHERE schemaname = current_schema() AND tablename = 'calling_wish' AND indexname LIKE '%\\_like'"""


def drop(_apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "postgresql":
        with editor.connection.cursor() as cursor:
            cursor.execute(FIND)
            for (name,) in cursor.fetchall():
                editor.execute(f"DROP INDEX {editor.quote_name(name)}")


class Migration(migrations.Migration):
    dependencies = [("calling", "0001_initial")]

    operations = [migrations.RunPython(drop, migrations.RunPython.noop)]
