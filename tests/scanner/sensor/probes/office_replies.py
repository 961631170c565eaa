"""What servers of offices answer: the constants of their own tests, as dialogues for the attack on every probe."""

from dataclasses import dataclass, field
from typing import Any

from scanner.plugin import Probe, TlsHandshake
from scanner.sensor.probes.kubernetes import kubernetes
from scanner.sensor.probes.nfs_exports import nfs_exports
from scanner.sensor.probes.ntp import ntp
from scanner.sensor.probes.portainer import portainer
from scanner.sensor.probes.smb_guest import smb_guest
from scanner.sensor.probes.tftp import tftp
from tests.scanner.sensor.probes.it_replies import SMB2_CHALLENGE, SMB2_NEGOTIATE
from tests.scanner.sensor.probes.store_replies import http
from tests.scanner.sensor.probes.test_kubernetes import PODS
from tests.scanner.sensor.probes.test_nfs_exports import FOLDERS, PORT
from tests.scanner.sensor.probes.test_ntp import answer
from tests.scanner.sensor.probes.test_portainer import EXISTS, STATUS
from tests.scanner.sensor.probes.test_smb_guest import login_answer
from tests.scanner.sensor.probes.test_tftp import NOT_FOUND


@dataclass(frozen=True)
class Dialogue:
    """A probe and the replies to it."""

    probe: Probe[Any]
    replies: list[bytes]
    handshakes: list[TlsHandshake] = field(default_factory=list)


DIALOGUES = [
    Dialogue(kubernetes, http(PODS), [TlsHandshake("TLSv1.3")]),
    Dialogue(nfs_exports, [PORT, FOLDERS]),
    Dialogue(ntp, [answer()]),
    Dialogue(portainer, [*STATUS, *EXISTS]),
    Dialogue(smb_guest, [SMB2_NEGOTIATE, SMB2_CHALLENGE, login_answer(0)]),
    Dialogue(tftp, [NOT_FOUND]),
]
