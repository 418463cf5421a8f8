"""An authority of our own that makes a certificate for a trial over HTTPS; a phone that is to believe it gets its root.

It can speak for one name alone (name constraints), so that a stolen root opens no other site on the phones that have it.
"""

import ipaddress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from desbumi.book.keys.files import put
from desbumi.cli.certificates import as_address, is_for

ROOT_DAYS, LEAF_DAYS, RENEW_DAYS = 365, 90, 30
SLOW_CLOCKS = timedelta(hours=1)  # of phones: a certificate made just now is not from their future


def certify(folder: Path, host: str) -> tuple[Path, Path, Path]:
    """Root, certificate and key for this host in the folder: kept while they fit and 30 days are left, else made anew."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    root, root_key, leaf, leaf_key = (folder / name for name in ("root.pem", "root.key", "server.pem", "server.key"))
    if not _holds(root, root_key) or not _may_speak_for(root, host):
        _make_root(root, root_key, host)
        leaf.unlink(missing_ok=True)
    if not _holds(leaf, leaf_key) or not is_for(_read(leaf), host):
        _make_leaf(leaf, leaf_key, host, _read(root), _read_key(root_key))
    return root, leaf, leaf_key


def _holds(file: Path, key: Path) -> bool:
    """Whether both files are there, of one pair, and good for 30 more days."""
    try:
        kept, secret = _read(file), _read_key(key)
    except (OSError, ValueError, TypeError):
        return False
    now = datetime.now(UTC)
    is_in_time = kept.not_valid_before_utc <= now <= kept.not_valid_after_utc - timedelta(days=RENEW_DAYS)
    return is_in_time and kept.public_key() == secret.public_key()


def _may_speak_for(root: Path, host: str) -> bool:
    told = _read(root).extensions.get_extension_for_class(x509.NameConstraints).value
    return told == _only(host)


def _make_root(file: Path, key: Path, host: str) -> None:
    secret = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Desbumi trial: {host}"[:64])])
    made = (
        _begun(name, name, secret.public_key(), datetime.now(UTC) + timedelta(days=ROOT_DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(_only(host), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(secret.public_key()), critical=False)
        .sign(secret, SHA256())
    )
    put(key, _pem(secret))
    put(file, made.public_bytes(Encoding.PEM))


def _make_leaf(file: Path, key: Path, host: str, root: x509.Certificate, root_key: ec.EllipticCurvePrivateKey) -> None:
    secret = ec.generate_private_key(ec.SECP256R1())
    until = min(datetime.now(UTC) + timedelta(days=LEAF_DAYS), root.not_valid_after_utc)
    made = (
        # No host as common name: OpenSSL would hold an address there against the constraints of names.
        _begun(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Desbumi trial")]), root.subject, secret.public_key(), until)
        .add_extension(x509.SubjectAlternativeName([_named(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(secret.public_key()), critical=False)
        .sign(root_key, SHA256())
    )
    put(key, _pem(secret))
    put(file, made.public_bytes(Encoding.PEM))


def _begun(subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey, until: datetime) -> x509.CertificateBuilder:
    begun = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(public).serial_number(x509.random_serial_number())
    return begun.not_valid_before(datetime.now(UTC) - SLOW_CLOCKS).not_valid_after(until)


def _named(host: str) -> x509.GeneralName:
    address = as_address(host)
    return x509.IPAddress(address) if address else x509.DNSName(host)


def _only(host: str) -> x509.NameConstraints:
    """May speak for this name, or this address, and for nothing of the other kind."""
    if address := as_address(host):
        return x509.NameConstraints([x509.IPAddress(ipaddress.ip_network(address)), x509.DNSName("invalid")], None)
    everywhere = [x509.IPAddress(ipaddress.ip_network(net)) for net in ("0.0.0.0/0", "::/0")]
    return x509.NameConstraints([x509.DNSName(host)], everywhere)


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates, key_cert_sign=signs_certificates, crl_sign=signs_certificates, content_commitment=False,
        key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _read(file: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(file.read_bytes())


def _read_key(file: Path) -> ec.EllipticCurvePrivateKey:
    key = load_pem_private_key(file.read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(file.name)
    return key


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
