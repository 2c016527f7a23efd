"""The daily exchange: disclose, open, respond, feel understood."""

from .exchange import Exchange
from .items import Answer, Felt, OwnQuestion, Reply, Response
from .marks import Mark

__all__ = ["Answer", "Exchange", "Felt", "Mark", "OwnQuestion", "Reply", "Response"]
