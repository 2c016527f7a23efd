"""What a push service and a browser want: a body that only that browser opens (RFC 8291), signed for that service by
this server's own key (RFC 8292).
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from datetime import datetime, timedelta
from functools import cache
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from nearer import clock

CURVE = ec.SECP256R1()
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
RECORD = 4096
SIGNED_FOR = timedelta(hours=12)
SIGNED_ANEW = timedelta(hours=1)

_signed: dict[str, tuple[str, datetime]] = {}
"""What was signed for each push service, and until when; a few of them serve everybody."""


def b64(raw: bytes) -> str:
    """Unpadded base64url."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def raw_of(text: str) -> bytes:
    """The bytes of unpadded base64url. Raises ValueError."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@cache
def _server_key() -> ec.EllipticCurvePrivateKey:
    """This server's key, made of the secret in the file `push-key`: 512 bits, so that no number is likelier."""
    number = int.from_bytes(hashlib.sha512(b"nearer/1/push-key" + settings.PUSH_KEY.encode()).digest(), "big")
    return ec.derive_private_key(number % (ORDER - 1) + 1, CURVE)


@cache
def server_key() -> str:
    """The public half, for `applicationServerKey`: a browser takes calls only from who has the other half."""
    return b64(_point(_server_key().public_key()))


def public_key(p256dh: str) -> ec.EllipticCurvePublicKey:
    """A browser's key. Raises ValueError for what is none."""
    return ec.EllipticCurvePublicKey.from_encoded_point(CURVE, raw_of(p256dh))


def encrypted(words: bytes, p256dh: str, auth: str) -> bytes:
    """The body of a push (RFC 8291, aes128gcm in one record). Raises ValueError for keys that are none."""
    theirs, once, salt = public_key(p256dh), ec.generate_private_key(CURVE), os.urandom(16)
    both = _point(theirs) + _point(once.public_key())
    secret = _derived(once.exchange(ec.ECDH(), theirs), raw_of(auth), b"WebPush: info\0" + both, 32)
    key = _derived(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(secret, salt, b"Content-Encoding: nonce\0", 12)
    head = salt + RECORD.to_bytes(4, "big") + bytes([65]) + _point(once.public_key())
    return head + AESGCM(key).encrypt(nonce, words + b"\x02", None)


def signed_for(endpoint: str) -> str:
    """The `Authorization` for the push service of an endpoint; one signature serves for hours."""
    parts = urlsplit(endpoint)
    origin, now = f"{parts.scheme}://{parts.netloc}", clock.now()
    known = _signed.get(origin)
    if known is None or not SIGNED_ANEW <= known[1] - now <= SIGNED_FOR:
        if len(_signed) > 100:
            _signed.clear()
        known = _signed[origin] = _token(origin, now + SIGNED_FOR), now + SIGNED_FOR
    return f"vapid t={known[0]}, k={server_key()}"


def _token(origin: str, end: datetime) -> str:
    claims = {"aud": origin, "exp": int(end.timestamp()), "sub": _reached_by()}
    parts = ({"typ": "JWT", "alg": "ES256"}, claims)
    said = ".".join(b64(json.dumps(part, separators=(",", ":")).encode()) for part in parts)
    r, s = decode_dss_signature(_server_key().sign(said.encode(), ec.ECDSA(hashes.SHA256())))
    return f"{said}.{b64(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def _reached_by() -> str:
    """Where a push service reaches whoever runs this server."""
    address: str = settings.ADDRESS
    return address if address.startswith("https://") else f"mailto:{settings.DEFAULT_FROM_EMAIL}"


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)
