"""A certificate that somebody gives for HTTPS, looked at before anything is served; what is wrong with it in words."""

import ipaddress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desbumi.refusals import Refusal

SOON = timedelta(days=14)
BY_OTHERS = 0o007  # bits of a file's mode: whoever is neither owner nor of its group


class CertificateUnreadable(Refusal):
    """The file is not there, not ours to read, or no certificate."""

    code = "certificate.unreadable"
    says = gettext_lazy("%(file)s cannot be read as a certificate.")
    way_forward = gettext_lazy("Name the file that begins with BEGIN CERTIFICATE (often fullchain.pem), and let the account that serves read it.")


class CertificateKeyUnreadable(Refusal):
    """The key is not there, not ours to read, closed by a passphrase, or no key."""

    code = "certificate.key_unreadable"
    says = gettext_lazy("%(file)s cannot be read as the key of a certificate.")
    way_forward = gettext_lazy(
        "Name the file that begins with BEGIN PRIVATE KEY (often privkey.pem), without a passphrase of its own, readable for the account that serves."
    )


class CertificateKeyDiffers(Refusal):
    """Certificate and key are not of one pair."""

    code = "certificate.key_differs"
    says = gettext_lazy("This key is not the one of this certificate.")
    way_forward = gettext_lazy("Take both files from the same renewal; in a file with several certificates, that of the server comes first.")


class CertificateOfAnother(Refusal):
    """The certificate is for other names."""

    code = "certificate.of_another"
    says = gettext_lazy("The certificate is for %(names)s, not for %(host)s.")
    way_forward = gettext_lazy("Serve under a name that it is for (--host), or get one for %(host)s.")


class CertificateOver(Refusal):
    """The certificate's time is over."""

    code = "certificate.over"
    says = gettext_lazy("The certificate was valid until %(day)s; browsers would refuse it.")
    way_forward = gettext_lazy("Renew it where it came from. If that day has not come yet, this computer's clock is wrong: set it.")


class CertificateNotYet(Refusal):
    """The certificate's time has not begun."""

    code = "certificate.not_yet"
    says = gettext_lazy("The certificate is valid only from %(day)s.")
    way_forward = gettext_lazy("Wait until then. If that day has passed, this computer's clock is wrong: set it.")


def examine(certificate: Path, key: Path, host: str) -> list[str]:
    """Look at certificate and key for this host; return what does not stop serving but is to be mended, in words. Raises the Refusals above."""
    first, secret = _certificate(certificate), _key(key)
    if first.public_key() != secret.public_key():
        raise CertificateKeyDiffers
    if not is_for(first, host):
        raise CertificateOfAnother(names=", ".join(names(first)) or "–", host=host)
    now = datetime.now(UTC)
    if now > first.not_valid_after_utc:
        raise CertificateOver(day=_day(first.not_valid_after_utc))
    if now < first.not_valid_before_utc:
        raise CertificateNotYet(day=_day(first.not_valid_before_utc))
    warned = []
    if first.not_valid_after_utc - now < SOON:
        warned.append(_("The certificate is valid only until %(day)s. Renew it and start again.") % {"day": _day(first.not_valid_after_utc)})
    if key.stat().st_mode & BY_OTHERS:
        warned.append(_("Everybody on this computer can read %(file)s. Close it: chmod o= %(file)s") % {"file": key})
    return warned


def names(certificate: x509.Certificate) -> list[str]:
    """The names and addresses that a certificate is for; browsers read these and nothing else."""
    try:
        told = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return []
    return [*told.get_values_for_type(x509.DNSName), *(str(each) for each in told.get_values_for_type(x509.IPAddress))]


def is_for(certificate: x509.Certificate, host: str) -> bool:
    """Whether browsers take the certificate for this host; `*.` stands for one label (RFC 9525)."""
    known = [name.lower() for name in names(certificate)]
    if as_address(host):
        return str(as_address(host)) in known
    rest = host.lower().partition(".")[2]
    return host.lower() in known or (bool(rest) and f"*.{rest}" in known)


def as_address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The host as an address; None when it is a name."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _certificate(file: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificates(file.read_bytes())[0]
    except (OSError, ValueError):
        raise CertificateUnreadable(file=file) from None


def _key(file: Path) -> PrivateKeyTypes:
    try:
        return load_pem_private_key(file.read_bytes(), password=None)
    except (OSError, ValueError, TypeError):  # the last: it has a passphrase of its own
        raise CertificateKeyUnreadable(file=file) from None


def _day(moment: datetime) -> str:
    return date_format(moment, "j F Y")
