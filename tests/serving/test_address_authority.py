"""The authority of a home: whom it vouches for, for how long, and that nobody can do more with it."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from nearer.address.authority import CERTIFICATE_DAYS, RENEWED_DAYS, Authority
from nearer.address.choice import Mistake
from tests.homes import forged

NOW = datetime.now(UTC).replace(microsecond=0)
HOSTS = ["laptop.local", "192.168.1.20", "fd12:3456::7"]


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    made = Authority.make(tmp_path / "home", ["laptop.local", "192.168.1.20"], NOW)
    assert made.renew(HOSTS, NOW)
    return made


def shake_hands(trusted: Path, chain: Path, host: str) -> str:
    """A TLS client that trusts one file meets a server that shows another; the version they speak.

    raises: ssl.SSLCertVerificationError where the client refuses.
    """
    server_context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_context.load_cert_chain(chain)
    client_context = ssl.create_default_context(cafile=str(trusted))
    client_context.verify_flags |= ssl.VERIFY_X509_STRICT
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    server = server_context.wrap_bio(to_server, to_client, server_side=True)
    client = client_context.wrap_bio(to_client, to_server, server_hostname=host)
    done: set[ssl.SSLObject] = set()
    while done != {client, server}:
        for side in (client, server):
            try:
                side.do_handshake()
                done.add(side)
            except ssl.SSLWantReadError:
                continue
    return str(client.version())


@pytest.mark.parametrize("host", [*HOSTS, "localhost", "127.0.0.1"])
def test_a_client_that_trusts_it_believes_the_names_of_the_home(authority: Authority, host: str) -> None:
    assert shake_hands(authority.folder / "authority.pem", authority.folder / "certificate.pem", host) == "TLSv1.3"


@pytest.mark.parametrize("host", ["example.com", "other.local", "192.168.1.21"])
def test_a_client_believes_no_other_name(authority: Authority, host: str) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(authority.folder / "authority.pem", authority.folder / "certificate.pem", host)


def test_a_client_that_does_not_know_it_refuses(authority: Authority, tmp_path: Path) -> None:
    another = Authority.make(tmp_path / "another", ["laptop.local"], NOW)
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(another.folder / "authority.pem", authority.folder / "certificate.pem", "laptop.local")


@pytest.mark.parametrize("host", ["example.com", "notlaptop.local", "8.8.8.8", "2001:4860:4860::8888"])
def test_nobody_can_use_it_for_what_is_not_of_the_home(authority: Authority, host: str) -> None:
    numbers = host.replace(".", "").isdigit() or ":" in host
    name = x509.IPAddress(ip_address(host)) if numbers else x509.DNSName(host)
    path = forged(authority, name)
    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree violation"):
        shake_hands(authority.folder / "authority.pem", path, host)
    leaf, signer = x509.load_pem_x509_certificates(path.read_bytes().split(b"-----BEGIN PRIVATE")[0])
    wanted = x509.IPAddress(ip_address(host)) if numbers else x509.DNSName(host)
    verifier = PolicyBuilder().store(Store([authority.root])).time(NOW).build_server_verifier(wanted)
    with pytest.raises(VerificationError):
        verifier.verify(leaf, [signer])


def test_the_forger_of_these_tests_succeeds_within_the_bounds(authority: Authority) -> None:
    """Else the test above would show nothing."""
    path = forged(authority, x509.DNSName("laptop.local"))
    assert shake_hands(authority.folder / "authority.pem", path, "laptop.local") == "TLSv1.3"


def test_the_bounds_also_hold_where_those_of_a_root_are_not_looked_at(authority: Authority) -> None:
    bounds = [
        each.extensions.get_extension_for_class(x509.NameConstraints) for each in (authority.root, authority.signer)
    ]
    assert bounds[0] == bounds[1]
    assert all(each.critical for each in bounds)
    assert authority.signer.extensions.get_extension_for_class(x509.BasicConstraints).value.path_length == 0


def test_the_key_of_what_phones_trust_is_kept_nowhere(authority: Authority) -> None:
    for path in authority.folder.iterdir():
        if b"PRIVATE KEY" in path.read_bytes():
            key = load_pem_private_key(b"-----BEGIN PRIVATE" + path.read_bytes().split(b"-----BEGIN PRIVATE")[1], None)
            assert key.public_key() != authority.root.public_key()
        assert path.stat().st_mode & 0o077 == 0, path.name
    assert authority.folder.stat().st_mode & 0o077 == 0


def days(certificate: x509.Certificate) -> float:
    return (certificate.not_valid_after_utc - certificate.not_valid_before_utc) / timedelta(days=1)


def test_a_certificate_lives_no_longer_than_phones_allow(authority: Authority) -> None:
    assert authority.certificate is not None
    assert days(authority.certificate) <= CERTIFICATE_DAYS <= 825
    assert authority.certificate.not_valid_before_utc <= NOW - timedelta(hours=12)  # a clock that is behind
    assert authority.until > NOW + timedelta(days=3000)


@pytest.mark.parametrize(
    ("later", "hosts", "made"),
    [
        (0, HOSTS, False),
        (0, HOSTS[:1], False),
        (CERTIFICATE_DAYS - RENEWED_DAYS - 2, HOSTS, False),
        (CERTIFICATE_DAYS - RENEWED_DAYS, HOSTS, True),
        (1000, HOSTS, True),
        (0, [*HOSTS, "192.168.1.99"], True),
        (0, [*HOSTS, "example.com"], False),  # it may not, so it does not try again and again
    ],
)
def test_it_is_made_anew_when_it_is_old_or_the_addresses_changed(
    authority: Authority, later: int, hosts: list[str], made: bool
) -> None:
    before = authority.fingerprint
    then = NOW + timedelta(days=later)
    again = Authority(authority.folder)
    assert again.renew(hosts, then) is made
    assert again.fingerprint == before  # phones need not be told again
    assert again.certificate is not None
    assert again.certificate.not_valid_after_utc > then + timedelta(days=RENEWED_DAYS - 1)


def test_no_certificate_outlives_its_authority(authority: Authority) -> None:
    late = authority.until - timedelta(days=20)
    assert authority.renew(HOSTS, late)
    assert authority.certificate is not None
    assert authority.certificate.not_valid_after_utc == authority.until
    assert not authority.renew(HOSTS, late)


def test_it_leaves_out_what_it_may_not_vouch_for(authority: Authority) -> None:
    authority.renew(["example.com", "8.8.8.8", "new.local", "10.1.2.3"], NOW)
    assert authority.certificate is not None
    names = authority.certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost"]
    assert ip_address("10.1.2.3") in names.get_values_for_type(x509.IPAddress)
    assert ip_address("8.8.8.8") not in names.get_values_for_type(x509.IPAddress)


def test_a_certificate_of_an_earlier_authority_is_not_shown(authority: Authority) -> None:
    earlier = (authority.folder / "certificate.pem").read_bytes()
    anew = Authority.make(authority.folder, ["laptop.local"], NOW)
    (anew.folder / "certificate.pem").write_bytes(earlier)
    assert anew.renew(HOSTS, NOW)
    assert shake_hands(anew.folder / "authority.pem", anew.folder / "certificate.pem", "laptop.local")


@pytest.mark.parametrize("name", ["authority.pem", "signer.pem", "signer.key"])
@pytest.mark.parametrize("content", [None, b"", b"no certificate"])
def test_a_broken_authority_is_said_and_not_replaced(authority: Authority, name: str, content: bytes | None) -> None:
    path = authority.folder / name
    path.unlink() if content is None else path.write_bytes(content)
    with pytest.raises(Mistake, match="--anew"):
        Authority(authority.folder)


def test_the_key_of_another_is_noticed(authority: Authority, tmp_path: Path) -> None:
    another = Authority.make(tmp_path / "another", ["laptop.local"], NOW)
    (authority.folder / "signer.key").write_bytes((another.folder / "signer.key").read_bytes())
    with pytest.raises(Mistake):
        Authority(authority.folder)
