"""The daily exchange: disclose, open, respond, feel understood."""

from .exchange import Exchange
from .items import Answer, Felt, OwnQuestion, Reply, Response
from .marks import Passing, Talk, TalkLater

__all__ = ["Answer", "Exchange", "Felt", "OwnQuestion", "Passing", "Reply", "Response", "Talk", "TalkLater"]
