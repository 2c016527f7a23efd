"""What tests of home addresses share: free ports, a server that always says the same, a thief of the key."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID

from nearer.address.authority import Authority


def free_ports(number: int) -> list[str]:
    """Ports nobody listens on; each is another one."""
    probes = [socket.create_server(("", 0)) for _ in range(number)]
    ports = [str(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports


class Handler(BaseHTTPRequestHandler):
    status: ClassVar[int] = 200
    body: ClassVar[bytes] = b"ok"
    told: ClassVar[dict[str, str]] = {}

    def do_GET(self) -> None:
        self.send_response(self.status)
        for name, value in self.told.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_words: object) -> None:
        """Keeps quiet."""


@contextmanager
def answering(chain: Path | None = None, status: int = 200, body: bytes = b"ok", **told: str) -> Iterator[int]:
    """A server that always says the same; the port."""
    names = {name.replace("_", "-"): value for name, value in told.items()}
    kind = type("Told", (Handler,), {"status": status, "body": body, "told": names})
    server = HTTPServer(("127.0.0.1", 0), kind)
    if chain:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(chain)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def forged(authority: Authority, *names: x509.GeneralName) -> Path:
    """What a thief of the data folder would make: a certificate for something else, with a chain."""
    now = datetime.now(UTC)
    key = ec.generate_private_key(ec.SECP256R1())
    stolen = load_pem_private_key((authority.folder / "signer.key").read_bytes(), None)
    assert isinstance(stolen, ec.EllipticCurvePrivateKey)
    above = authority.signer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    certificate = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([]))
        .issuer_name(authority.signer.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=90))
        .add_extension(x509.SubjectAlternativeName(names), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(above), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(stolen, hashes.SHA256())
    )
    path = authority.folder / "forged.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    chain = [each.public_bytes(Encoding.PEM) for each in (certificate, authority.signer)]
    path.write_bytes(b"".join([*chain, secret]))
    return path
