"""HTTPS: what is wrong with a certificate is told before anything is served; what a trial makes is for one name alone."""

import os
import ssl
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.core.internal.httpkit import get_client_ip
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat
from django.test import RequestFactory
from typer.testing import CliRunner

from desbumi import cli
from desbumi.cli import authority, certificates, door
from desbumi.cli.commands import serving

pytestmark = pytest.mark.once
TODAY = datetime.now(UTC)


def pem(key, lock=None):
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(lock) if lock else NoEncryption())


@pytest.fixture
def pair(tmp_path):
    """Makes files of a certificate and its key: `pair(name="desa.example.org", begins=-1, ends=60)`, in days from today."""

    def make(name="desa.example.org", begins=-1, ends=60):
        key, subject = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
        made = (
            x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key()).serial_number(1)
            .not_valid_before(TODAY + timedelta(days=begins)).not_valid_after(TODAY + timedelta(days=ends))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False).sign(key, SHA256())
        )  # fmt: skip
        files = tmp_path / "fullchain.pem", tmp_path / "privkey.pem"
        files[0].write_bytes(made.public_bytes(Encoding.PEM))
        files[1].write_bytes(pem(key))
        files[1].chmod(0o600)
        return files

    return make


def test_a_certificate_that_fits_is_taken_without_a_word(pair):
    assert certificates.examine(*pair(), "desa.example.org") == []
    assert certificates.examine(*pair("*.example.org"), "Desa.example.org") == []


@pytest.mark.parametrize(
    ("made", "host", "code"),
    [
        ({"ends": -0.5}, "desa.example.org", "certificate.over"),
        ({"begins": 1}, "desa.example.org", "certificate.not_yet"),
        ({}, "kota.example.org", "certificate.of_another"),
        ({"name": "*.example.org"}, "a.desa.example.org", "certificate.of_another"),
        ({"name": "*.example.org"}, "example.org", "certificate.of_another"),
        ({}, "10.0.0.7", "certificate.of_another"),
    ],
)
def test_a_certificate_that_browsers_would_refuse_is_refused_before_serving(pair, made, host, code):
    certificate, key = pair(**made)

    told = CliRunner().invoke(cli.app, ["up", "--host", host, "--port", "65001", "--certificate", str(certificate), "--key", str(key)])

    assert told.exception.code == code
    assert len(told.exception.way) > 20


def test_a_key_of_another_pair_is_told(pair, tmp_path):
    certificate, _key = pair()
    other = tmp_path / "other.pem"
    other.write_bytes(pem(ec.generate_private_key(ec.SECP256R1())))

    with pytest.raises(certificates.CertificateKeyDiffers):
        certificates.examine(certificate, other, "desa.example.org")


def test_what_is_no_certificate_or_no_open_key_is_told(pair, tmp_path):
    certificate, key = pair()
    odd = tmp_path / "odd.pem"

    for content in (b"", b"\x00\xff", key.read_bytes()):
        odd.write_bytes(content)
        with pytest.raises(certificates.CertificateUnreadable):
            certificates.examine(odd, key, "desa.example.org")
    for content in (b"", certificate.read_bytes(), pem(ec.generate_private_key(ec.SECP256R1()), b"kunci")):
        odd.write_bytes(content)
        with pytest.raises(certificates.CertificateKeyUnreadable):
            certificates.examine(certificate, odd, "desa.example.org")
    with pytest.raises(certificates.CertificateUnreadable):
        certificates.examine(tmp_path / "nowhere.pem", key, "desa.example.org")


def test_a_certificate_that_ends_soon_and_an_open_key_are_told_and_served(pair):
    certificate, key = pair(ends=13)
    key.chmod(0o644)

    told = certificates.examine(certificate, key, "desa.example.org")

    assert len(told) == 2
    assert f"chmod o= {key}" in told[1]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--certificate", "a.pem"), "certificate.incomplete"),
        (("--host", "desa.example.org", "--key", "a.pem"), "certificate.incomplete"),
        (("--host", "https://desa.example.org"), "host.unclear"),
        (("--host", "desa.example.org:8443"), "host.unclear"),
        (("--host", "desa..org"), "host.unclear"),
    ],
)
def test_what_does_not_go_together_is_told(arguments, code):
    assert CliRunner().invoke(cli.app, ["up", *arguments]).exception.code == code


def test_a_passphrase_that_the_system_hands_over_is_taken_unless_one_is_set(tmp_path, monkeypatch):
    (tmp_path / "passphrase").write_text("empat kata yang panjang\n")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))

    monkeypatch.setenv("DESBUMI_PASSPHRASE", "lain")

    serving.take_passphrase()
    assert os.environ["DESBUMI_PASSPHRASE"] == "lain"
    monkeypatch.delenv("DESBUMI_PASSPHRASE")  # was set above, so that what follows is undone
    serving.take_passphrase()
    assert os.environ["DESBUMI_PASSPHRASE"] == "empat kata yang panjang"


def test_https_that_nobody_speaks_is_told(settings):
    settings.IS_HTTPS = True

    with pytest.raises(door.NobodySpeaksHttps):
        door.plain(65001)


def is_believed(root, leaf, key, host):
    """Whether a client that trusts the root believes this server under this name; a handshake in memory."""
    server, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context(cafile=root)
    server.load_cert_chain(leaf, key)
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = [client.wrap_bio(to_client, to_server, server_hostname=host), server.wrap_bio(to_server, to_client, server_side=True)]
    for _turn in range(3):
        for end in ends:
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                continue
            except ssl.SSLError:
                return False
    return True


@pytest.mark.parametrize("host", ["desa.example.org", "localhost", "192.168.1.20", "fd00::7"])
def test_the_certificate_of_a_trial_is_believed_by_its_root_for_that_name_alone(tmp_path, host):
    root, leaf, key = authority.certify(tmp_path / "authority", host)

    assert is_believed(root, leaf, key, host)
    assert not is_believed(root, leaf, key, "kota.example.org")
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "authority").iterdir()} == {0o600}


@pytest.mark.parametrize("host", ["bank.example.com", "10.0.0.1"])
def test_a_stolen_root_speaks_for_no_other_name(tmp_path, host):
    root, _leaf, _key = authority.certify(tmp_path, "desa.example.org")
    forged, forged_key = tmp_path / "forged.pem", tmp_path / "forged.key"

    authority._make_leaf(forged, forged_key, host, authority._read(root), authority._read_key(tmp_path / "root.key"))

    assert certificates.is_for(authority._read(forged), host)
    assert not is_believed(root, forged, forged_key, host)


def test_the_certificate_of_a_trial_stays_until_thirty_days_before_its_end(tmp_path):
    def made(days):
        with time_machine.travel(TODAY + timedelta(days=days)):
            return [path.read_bytes() for path in authority.certify(tmp_path, "desa.example.org")[:2]]

    root, leaf = made(0)

    assert made(59) == [root, leaf]
    kept, renewed = made(61)
    assert kept == root
    assert renewed != leaf
    assert made(340)[0] != root


def test_another_name_gets_another_root(tmp_path):
    first = authority.certify(tmp_path, "desa.example.org")[0].read_bytes()

    assert authority.certify(tmp_path, "kota.example.org")[0].read_bytes() != first


@pytest.mark.parametrize(("proxies", "address"), [(0, "127.0.0.1"), (1, "203.0.113.9")])
def test_what_a_proxy_says_of_the_caller_is_believed_only_where_one_stands(settings, proxies, address):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies

    request = RequestFactory().get("/sign-in/", headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.9"})

    assert get_client_ip(request) == address


def test_the_proxy_is_believed_by_a_setting_of_its_own(tmp_path):
    asked = "from desbumi import settings as s; print(s.SECURE_PROXY_SSL_HEADER, s.ALLAUTH_TRUSTED_PROXY_COUNT, s.SECURE_HSTS_SECONDS)"

    def told(**surroundings):
        kept = {key: value for key, value in os.environ.items() if not key.startswith("DESBUMI")}
        return subprocess.run(
            [sys.executable, "-c", asked], env=kept | {"DESBUMI_HOME": str(tmp_path)} | surroundings, capture_output=True, text=True, check=True
        ).stdout.strip()

    assert told(DESBUMI_HTTPS="1") == "None 0 31536000"
    assert told(DESBUMI_HTTPS="1", DESBUMI_PROXIES="1") == "('HTTP_X_FORWARDED_PROTO', 'https') 1 31536000"
    assert told(DESBUMI_HTTPS="1", DESBUMI_TRIAL="1") == "None 0 0"


@pytest.mark.parametrize(
    ("host", "bound"), [("localhost", "127.0.0.1"), ("127.0.0.1", "127.0.0.1"), ("desa.example.org", "0.0.0.0"), ("192.168.1.20", "0.0.0.0"), ("fd00::7", "::")]
)
def test_a_name_of_this_machine_alone_is_bound_to_it_alone(host, bound):
    assert door._bind(host) == bound
