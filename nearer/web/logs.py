"""Logs tell what went wrong and never what was sent."""

from __future__ import annotations

import logging


class WithoutRequest(logging.Filter):
    """Cuts every record back to its message and the places in the code: no body, no local values, no query."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[1] is not None:
            # The text of an exception may quote what was sent; its type and place may not.
            error = record.exc_info[1]
            place = error.__traceback__
            while place and place.tb_next:
                place = place.tb_next
            where = f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place else "?"
            record.msg = f"{type(error).__name__} at {where}"
            record.args = ()
            record.exc_info = record.exc_text = None
        return True
