"""An authority that vouches for one home and for nothing else, and the certificate that it gives the product.

Phones learn to trust the root. Its key signs once, when it is made, and is never written anywhere. What it signs is a
second authority, whose key lies in the data folder and renews the certificate. Both carry the same bounds: names and
addresses of the home. Some software does not look at the bounds of a root, but all looks at those of what it signed;
so whoever steals the data folder can't pretend to be a bank.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from .choice import RANGES, Mistake, number, within_home, write

AUTHORITY_DAYS = 3650
CERTIFICATE_DAYS = 397
"""Apple refuses more than 825 days, also from an authority that one trusts by hand."""
RENEWED_DAYS = 90
"""Days before its end at which a certificate is made anew."""
BACKDATED = timedelta(days=1)
"""Clocks differ."""

HERE = ("localhost", "127.0.0.1", "::1")
_LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))


class Authority:
    """The files of one folder.

    `authority.pem` is what phones trust, `signer.pem` with `signer.key` what renews, and `certificate.pem` what the
    product shows browsers, with its key.
    """

    def __init__(self, folder: Path) -> None:
        """raises: Mistake where the folder does not hold a whole authority."""
        self.folder = folder
        try:
            self.root = x509.load_pem_x509_certificate((folder / "authority.pem").read_bytes())
            self.signer = x509.load_pem_x509_certificate((folder / "signer.pem").read_bytes())
            self.signer.verify_directly_issued_by(self.root)
            key = load_pem_private_key((folder / "signer.key").read_bytes(), None)
            if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != self.signer.public_key():
                raise ValueError("the key is another one's")
        except Exception as error:  # a broken file fails in many ways, and all mean the same
            raise Mistake(
                f"The authority in {folder} cannot be used ({type(error).__name__}: {error}). Another one is made by "
                "`nearer address home --anew`; then each phone has to be told again."
            ) from error
        self._key = key

    @classmethod
    def make(cls, folder: Path, names: Iterable[str], now: datetime) -> Authority:
        """Makes one for these names and every address that only exists at home; one that was there is replaced."""
        bounds = _bounds([name for name in names if number(name) is None])
        root_key, signer_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
        root_name, signer_name = _called("Nearer at home"), _called("Nearer at home, signer")
        until = now + timedelta(days=AUTHORITY_DAYS)
        root = (
            _begun(root_name, root_name, root_key, now, until)
            .add_extension(x509.BasicConstraints(ca=True, path_length=1), critical=True)
            .add_extension(bounds, critical=True)
            .add_extension(_usage(signs=True), critical=True)
            .sign(root_key, hashes.SHA256())
        )
        signer = (
            _begun(signer_name, root_name, signer_key, now, until, root)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(bounds, critical=True)
            .add_extension(_usage(signs=True), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .sign(root_key, hashes.SHA256())
        )
        (folder / "certificate.pem").unlink(missing_ok=True)
        write(folder / "signer.key", _secret(signer_key))
        write(folder / "signer.pem", signer.public_bytes(Encoding.PEM))
        write(folder / "authority.pem", root.public_bytes(Encoding.PEM))
        return cls(folder)

    @property
    def file(self) -> bytes:
        """What a phone installs."""
        return self.root.public_bytes(Encoding.DER)

    @property
    def fingerprint(self) -> str:
        """As phones show it: SHA-256 in pairs."""
        return self.root.fingerprint(hashes.SHA256()).hex(":").upper()

    @property
    def short(self) -> str:
        """Its first eight pairs, to compare on two screens."""
        return " ".join(self.fingerprint.split(":")[:8])

    @property
    def until(self) -> datetime:
        """When phones have to trust another one."""
        return self.root.not_valid_after_utc

    @property
    def certificate(self) -> x509.Certificate | None:
        """What the product shows browsers now."""
        try:
            return x509.load_pem_x509_certificate((self.folder / "certificate.pem").read_bytes())
        except (OSError, ValueError):
            return None

    def vouches_for(self, host: str) -> bool:
        """Whether it may give a certificate for this name or address."""
        address = number(host)
        if address is not None:
            return within_home(host) or any(address in each for each in _LOOPBACK)
        bounds = self.signer.extensions.get_extension_for_class(x509.NameConstraints).value
        bound = [each.value for each in bounds.permitted_subtrees or () if isinstance(each, x509.DNSName)]
        return any(host == each or host.endswith(f".{each}") for each in bound)

    def renew(self, hosts: Iterable[str], now: datetime) -> bool:
        """Makes the certificate anew where it is old, lacks one of the hosts, or is another authority's.

        Hosts it may not vouch for are left out. Tells whether it did.
        """
        wanted = [host for host in dict.fromkeys((*hosts, *HERE)) if self.vouches_for(host)]
        if self._serves(wanted, now):
            return False
        key = ec.generate_private_key(ec.SECP256R1())
        until = min(now - BACKDATED + timedelta(days=CERTIFICATE_DAYS), self.until)
        certificate = (
            _begun(_called("Nearer"), self.signer.subject, key, now, until, self.signer)
            .add_extension(x509.SubjectAlternativeName([_general(host) for host in wanted]), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .sign(self._key, hashes.SHA256())
        )
        chain = [each.public_bytes(Encoding.PEM) for each in (certificate, self.signer)]
        write(self.folder / "certificate.pem", b"".join([*chain, _secret(key)]))  # key and chain change in one step
        return True

    def _serves(self, hosts: list[str], now: datetime) -> bool:
        present = self.certificate
        if present is None or present.issuer != self.signer.subject:
            return False
        try:
            present.verify_directly_issued_by(self.signer)
        except Exception:  # of an authority that was there before
            return False
        names = present.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        held = {*names.get_values_for_type(x509.DNSName), *map(str, names.get_values_for_type(x509.IPAddress))}
        left = min(timedelta(days=RENEWED_DAYS), self.until - now)  # none outlives its authority
        enough = present.not_valid_after_utc - now >= left
        return set(hosts) <= held and enough and present.not_valid_before_utc <= now < present.not_valid_after_utc


def _called(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _begun(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    now: datetime,
    until: datetime,
    above: x509.Certificate | None = None,
) -> x509.CertificateBuilder:
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    issuers = above.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value if above else identifier
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BACKDATED)
        .not_valid_after(until)
        .add_extension(identifier, critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(issuers), critical=False)
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        key_cert_sign=signs,
        crl_sign=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _bounds(names: Iterable[str]) -> x509.NameConstraints:
    hosts = [x509.DNSName(name) for name in dict.fromkeys((*names, "localhost"))]
    return x509.NameConstraints([*hosts, *(x509.IPAddress(each) for each in (*RANGES, *_LOOPBACK))], None)


def _general(host: str) -> x509.GeneralName:
    address = number(host)
    return x509.DNSName(host) if address is None else x509.IPAddress(address)


def _secret(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
