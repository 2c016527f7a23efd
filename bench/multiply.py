"""One pair, made by the product itself, is multiplied inside PostgreSQL: the same rows again under other ids.

    python -m bench.multiply PAIRS KIND        KIND: everything, or reminders (nothing but who is called when)

Prints as JSON what a measurement has to know. Runs with DATABASE_URL naming a migrated database.
"""

from __future__ import annotations

import json
import sys
from datetime import date, timedelta
from typing import Any

STRIDE = 1000
"""So far apart are the numbers of one copy from those of the next; a template has fewer rows in each table."""
SAMPLE = 50  # pairs that are signed in
DAYS = 1  # exchanges that the two have opened, before today's
TO_ANSWER = 100  # exchanges of each sampled pair that wait for two answers
LONG_AGO = date(1900, 1, 1)
RANDOM_ID = "translate(encode(decode(md5({column} || n), 'hex'), 'base64'), '+/=', '-_')"
NEXT_ID = "left({column}, 14) || lpad(n::text, 8, '0')"
"""In order, which is filled many times sooner: for reminders, which are looked up in no order anyway."""


def main() -> None:
    """Fills the database and prints who is signed in."""
    import django

    django.setup()
    pairs, kind = int(sys.argv[1]), sys.argv[2]
    space = template(kind)
    multiply(pairs - 1, NEXT_ID if kind == "reminders" else RANDOM_ID)
    print(json.dumps({"pairs": [] if kind == "reminders" else sampled(pairs, space)}))


def template(kind: str) -> str:
    """Two people as the product makes them; the id of their space."""
    from django.contrib.sessions.models import Session

    from nearer import clock
    from nearer.calling.models import Call, Occasion, Way, Wish
    from nearer.exchange.models import Exchange
    from nearer.people.models import Keys
    from tests.cast import box, envelope, person

    ada = person("a", time_zone="UTC")
    ben = person("b", ada.space)
    no_quiet: dict[str, Any] = {"hour": clock.now().hour, "quiet_from": 0, "quiet_to": 0}
    for one in (ada, ben):
        one.client.defaults["SERVER_NAME"] = "localhost"
        name = one.member.name
        Way.by_push(one.member, endpoint=f"https://push.example.org/{name}", device=name, agent=name, **PUSH)
        Wish.of(one.member).choose(moments=kind == "reminders", **no_quiet)
    if kind == "reminders":
        Session.objects.all().delete()
        return ada.space.pk
    kdf = {"alg": "argon2id13", "m": 65536, "t": 3, "p": 1, "salt": "A" * 22}
    for one in (ada, ben):
        boxes = {name: box(512) for name in ("wrapped", "recovery", "keyring")}
        Keys.objects.create(member=one.member, kdf=kdf, recovery_proof_hash="0" * 64, **boxes)
    Exchange.objects.begin_due()
    today = ada.space.day()
    days = [today, *(today - timedelta(days=number + 1) for number in range(DAYS))]
    Exchange.objects.bulk_create([Exchange(space=ada.space, day=day, content="joys-001") for day in days[1:]])
    for day in days[1:]:
        for noun in ("answers", "responses"):
            for one in (ada, ben):
                answer = one.post(f"exchanges/{day}/{noun}/", envelope(box=box(512)))
                assert answer.status_code == 204, answer.content
    for one in (ada, ben):
        assert one.post("choices/", envelope()).status_code == 204
        assert one.get("/").status_code == 200
    while any(job() for job in (Occasion.weigh_due, Exchange.objects.begin_due)):
        pass  # nothing may wait for the clock while it is measured
    Call.objects.all().delete()
    return ada.space.pk


PUSH = {"p256dh": "B" + "A" * 86, "auth": "A" * 22}


def multiply(copies: int, new_id: str) -> None:
    """So many times more of every row."""
    from django.apps import apps
    from django.db import connection

    tables = [model for model in apps.get_models(include_auto_created=True) if model._default_manager.exists()]
    own = [model for model in tables if model._meta.app_label not in {"auth", "contenttypes"}]
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # keys fit by the way they are made
        for model in own:
            if model._meta.model_name == "beat":
                continue
            columns = {field.column: _again(field, new_id) for field in model._meta.concrete_fields}
            names, values = ", ".join(f'"{name}"' for name in columns), ", ".join(columns.values())
            table = model._meta.db_table
            cursor.execute(
                f'INSERT INTO "{table}" ({names}) SELECT {values} FROM "{table}", generate_series(1, %s) AS n', [copies]
            )
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM ANALYZE")


def _again(field: Any, new_id: str) -> str:
    """The value of a column in copy n."""
    from django.db import models

    column, kind = f'"{field.column}"', field
    while isinstance(kind, models.ForeignKey):
        kind = kind.target_field
    if isinstance(kind, models.AutoField | models.BigAutoField) and (field.primary_key or field is not kind):
        return f"{column} + n * {STRIDE}"
    text = isinstance(kind, models.CharField | models.TextField)
    if text and (field is not kind or field.primary_key or field.unique):
        return new_id.format(column=column) if kind.max_length == 22 else f"{column} || n"
    return str(column)


def sampled(pairs: int, space: str) -> list[dict[str, Any]]:
    """Some pairs, spread over all, signed in, with exchanges to answer."""
    from django.db import connection
    from django.test import Client

    from nearer.exchange.models import Exchange
    from nearer.people.models import Member
    from nearer.spaces.models import Membership

    days = [LONG_AGO + timedelta(days=number) for number in range(TO_ANSWER)]
    copies = range(1, pairs, max(1, (pairs - 1) // SAMPLE))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {RANDOM_ID.format(column='%s')} FROM unnest(%s) AS n", [space, list(copies)[:SAMPLE]])
        spaces = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT setval('exchange_exchange_id_seq', max(id)) FROM exchange_exchange")
    found = []
    for each in spaces:
        Exchange.objects.bulk_create([Exchange(space_id=each, day=day, content="joys-001") for day in days])
        people = []
        for member in Member.objects.filter(public_id__in=Membership.objects.filter(space=each).values("member_id")):
            client = Client(SERVER_NAME="localhost")
            client.force_login(member, backend="allauth.account.auth_backends.AuthenticationBackend")
            assert client.get("/").status_code == 200
            people.append({"cookies": "; ".join(f"{name}={cookie.value}" for name, cookie in client.cookies.items())})
        found.append({"space": each, "people": people, "days": [day.isoformat() for day in days]})
    return found


if __name__ == "__main__":
    main()
