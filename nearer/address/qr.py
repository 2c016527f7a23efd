"""An address as a QR code in a terminal."""

from __future__ import annotations

import io
from typing import Literal

import qrcode

Terminal = Literal["colours", "dark", "light"]


def drawn(address: str, terminal: Terminal) -> str:
    """The code in half blocks: dark on light, as cameras want it.

    `colours` sets its own black and white and fits every terminal that has colours; without them the terminal's own
    have to be known.
    """
    code = qrcode.QRCode(border=4, error_correction=qrcode.ERROR_CORRECT_M)
    code.add_data(address)
    out = _Screen() if terminal == "colours" else io.StringIO()
    code.print_ascii(out=out, tty=terminal == "colours", invert=terminal != "light")
    return out.getvalue()


class _Screen(io.StringIO):
    def isatty(self) -> bool:
        return True
