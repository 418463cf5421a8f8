"""Where people come in: on this machine alone, behind a proxy that speaks HTTPS, or over HTTPS of our own."""

import errno
import ipaddress
import re
import socket
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desbumi.cli import authority, certificates
from desbumi.cli.certificates import as_address
from desbumi.refusals import Refusal

HERE = "127.0.0.1"
HTTPS_PORT = 443
LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)", re.IGNORECASE)


class PortTaken(Refusal):
    """Another program listens on the port."""

    code, status = "port.taken", 409
    says = gettext_lazy("Port %(port)s is in use by another program.")
    way_forward = gettext_lazy("Stop that program, or choose another port: make up PORT=%(next)s")


class PortOfTheSystem(Refusal):
    """Ports below 1024 are not for this account."""

    code, status = "port.of_the_system", 403
    says = gettext_lazy("Port %(port)s is kept for the system.")
    way_forward = gettext_lazy("Choose one from 1024 on, for instance --port 8443, or let a proxy stand before it: docs/server.md.")


class HostUnclear(Refusal):
    """The host is no name and no address that a browser could ask for."""

    code = "host.unclear"
    says = gettext_lazy("“%(host)s” is not a name or address that can stand after https://.")
    way_forward = gettext_lazy("Give it without https:// and without a port, for instance --host desa.example.org.")


class PairIncomplete(Refusal):
    """A certificate, its key and a host go together; something is missing."""

    code = "certificate.incomplete"
    says = gettext_lazy("A certificate needs its key and the name that it is for.")
    way_forward = gettext_lazy("Give all three: --host NAME --certificate FILE --key FILE. With --host alone a certificate for a trial is made.")


class NobodySpeaksHttps(Refusal):
    """DESBUMI_HTTPS is set, but neither a proxy nor a host."""

    code = "https.by_nobody"
    says = gettext_lazy("DESBUMI_HTTPS is set, but nobody here speaks HTTPS: every page would lead back to itself.")
    way_forward = gettext_lazy("Behind a proxy set DESBUMI_PROXIES=1 too; without one say desbumi up --host NAME.")


@dataclass(frozen=True)
class Door:
    """What is bound, what people type, what the server is told."""

    port: int
    bind: str = HERE
    address: str = ""
    options: tuple[str, ...] = ()
    surroundings: dict[str, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()  # what does not stop serving, in words
    root: Path | None = None  # of the authority for a trial


def address(port: int) -> str:
    """What people type, by the settings: behind a proxy its name, else this machine and the port."""
    host = next((name for name in settings.ALLOWED_HOSTS if name not in ("127.0.0.1", "localhost", "*")), "localhost")
    return f"https://{host.lstrip('.')}" if settings.IS_HTTPS and settings.PROXIES else f"http://localhost:{port}"


def plain(port: int) -> Door:
    """On this machine alone, or for a proxy on it. Raises NobodySpeaksHttps, PortTaken, PortOfTheSystem."""
    if settings.IS_HTTPS and not settings.PROXIES:
        raise NobodySpeaksHttps
    return _free(Door(port, address=address(port)))


def over_https(host: str, port: int, certificate: Path | None, key: Path | None) -> Door:
    """HTTPS of our own, by the certificate given or one for a trial. Raises the Refusals above and those of a certificate."""
    if not (as_address(host) or all(LABEL.fullmatch(label) for label in host.split("."))):
        raise HostUnclear(host=host)
    if (certificate is None) != (key is None):
        raise PairIncomplete
    if certificate and key:
        return _free(_door(host, port, certificate, key, remarks=tuple(certificates.examine(certificate, key, host))))
    _free(Door(port, bind=_bind(host)))
    root, made, made_key = authority.certify(Path(settings.DESBUMI_HOME) / "authority", host)
    return _door(host, port, made, made_key, root=root)


def _door(host: str, port: int, certificate: Path, key: Path, *, remarks: tuple[str, ...] = (), root: Path | None = None) -> Door:
    shown = f"[{host}]" if as_address(host) and ":" in host else host
    return Door(
        port,
        _bind(host),
        f"https://{shown}" + ("" if port == HTTPS_PORT else f":{port}"),
        ("--ssl-certificate", str(certificate.absolute()), "--ssl-keyfile", str(key.absolute()), "--ssl-protocol-min", "tls1.2"),
        # What a proxy would say is not believed: here everybody speaks to the server itself.
        {"DESBUMI_HOSTS": shown, "DESBUMI_HTTPS": "true", "DESBUMI_PROXIES": "0", "DESBUMI_TRIAL": "true" if root else "false"},
        remarks,
        root,
    )


def _bind(host: str) -> str:
    """All of this machine's addresses; for a name of the machine itself only that."""
    told = as_address(host)
    if host.lower() == "localhost" or (told and told.is_loopback):
        return str(told or HERE)
    return "::" if isinstance(told, ipaddress.IPv6Address) else "0.0.0.0"  # noqa: S104 -- that is what --host asks for


def _free(door: Door) -> Door:
    with socket.socket(socket.AF_INET6 if ":" in door.bind else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((door.bind, door.port))
        except OSError as problem:
            if problem.errno == errno.EACCES:
                raise PortOfTheSystem(port=door.port) from None
            raise PortTaken(port=door.port, next=door.port + 1) from None
    return door


def words_of(door: Door) -> list[str]:
    """What whoever tries it over HTTPS is told: where the root lies, how a phone comes to believe it, that it is for a trial."""
    if door.root is None:
        return []
    return [
        _("This certificate is for a trial: other devices believe it only after its root is put on them. Root: %(file)s") % {"file": door.root},
        _(
            "Phone: send the file to it, open it and install it as a CA certificate (Settings, Security). Computer: import it in the browser's settings under Authorities."
        ),
        _("The root speaks for this name alone. For everyday work get a certificate of your own: docs/server.md."),
    ]
