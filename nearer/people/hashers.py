"""How the server keeps the derived secret."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id with 19 MiB: what arrives was stretched in the browser already, so this only has to be bounded."""

    memory_cost = 19 * 1024
    time_cost = 2
    parallelism = 1
