"""Reaching people: one gentle call a day, by push or e-mail, at the hours each has chosen."""
