"""Controllers that answer strangers, each in its maker's own protocol.

Where the protocol can ask for a password later, the check says so and doesn't hold the whole score
down. What each answer rests on is written in the docstring of its probe.
"""

from checks._plant import controller, programming, reached, told
from scanner import Verdict, unknown
from scanner.evidence import (
    AdsDevice,
    CodesysV2Identity,
    CodesysV3Identity,
    CrimsonIdentity,
    FinsIdentity,
    MelsecIdentity,
    PcomIdentity,
    PcworxIdentity,
    ProconosIdentity,
    SrtpIdentity,
    UmasIdentity,
)


@controller(
    id="fins-unauthenticated", protocol="FINS", doors="port 9600 (UDP and TCP)", needs=FinsIdentity
)  # fmt: skip
def fins_unauthenticated(identity: FinsIdentity) -> Verdict:
    # FINS knows no login: that the controller declined one command changes nothing.
    return told("Omron" if identity.model else "", identity.model)


@controller(
    id="melsec-unauthenticated", protocol="MELSEC (SLMP)", needs=MelsecIdentity,
    doors="its ports 5000 (UDP), 5006 (UDP) and 5007 (TCP)",
)  # fmt: skip
def melsec_unauthenticated(identity: MelsecIdentity) -> Verdict:
    # Some models can ask for a password before they serve; a refusal may be that.
    if identity.end_code:
        return unknown("It declined the question (code {code}) and did not say why.", code=identity.end_code)
    return told("Mitsubishi" if identity.model else "", identity.model)


@controller(
    id="codesys-v2-unauthenticated", protocol="CODESYS V2", needs=CodesysV2Identity,
    doors="TCP ports 1200 and 2455",
)  # fmt: skip
def codesys_v2_unauthenticated(identity: CodesysV2Identity) -> Verdict:
    return told(identity.product or identity.operating_system)


@programming(
    id="codesys-v3-reachable", protocol="CODESYS V3", needs=CodesysV3Identity,
    doors="UDP ports 1740 to 1743 and TCP port 11740",
)  # fmt: skip
def codesys_v3_reachable(identity: CodesysV3Identity) -> Verdict:
    return reached(identity.device_name or identity.node_name, identity.version)


@programming(
    id="ads-reachable", protocol="Beckhoff ADS", needs=AdsDevice,
    doors="UDP port 48899 and TCP port 48898",
)  # fmt: skip
def ads_reachable(device: AdsDevice) -> Verdict:
    return reached(device.product, device.version)


@controller(id="pcom-unauthenticated", protocol="PCOM", doors="TCP port 20256", needs=PcomIdentity)
def pcom_unauthenticated(identity: PcomIdentity) -> Verdict:
    return told("Unitronics", identity.model or identity.model_code)


def _speaks_umas(identity: UmasIdentity) -> bool:
    # Exception 1, "illegal function" (Modbus V1.1b3, section 7): a device that knows plain Modbus only.
    return identity.exception != 1


@controller(
    id="umas-unauthenticated", protocol="UMAS", doors="TCP port 502", needs=UmasIdentity, applies=_speaks_umas
)  # fmt: skip
def umas_unauthenticated(identity: UmasIdentity) -> Verdict:
    if identity.exception is not None:
        return unknown("It declined the question (code {code}) and did not say why.", code=identity.exception)
    return told("Schneider Electric", identity.model)


@programming(id="crimson-reachable", protocol="Crimson", doors="TCP port 789", needs=CrimsonIdentity)
def crimson_reachable(identity: CrimsonIdentity) -> Verdict:
    return reached(identity.vendor, identity.model)


@controller(id="srtp-unauthenticated", protocol="SRTP", doors="TCP port 18245", needs=SrtpIdentity)
def srtp_unauthenticated(identity: SrtpIdentity) -> Verdict:
    # The status of a refusal may speak of a privilege that a password would give.
    if identity.error:
        return unknown("It declined the question (code {code}) and did not say why.", code=identity.error)
    return told("GE", identity.family, identity.controller_id)


@controller(
    id="proconos-unauthenticated", protocol="ProConOS", doors="TCP port 20547", needs=ProconosIdentity
)  # fmt: skip
def proconos_unauthenticated(identity: ProconosIdentity) -> Verdict:
    return told(identity.model or identity.runtime)


@controller(id="pcworx-unauthenticated", protocol="PC Worx", doors="TCP port 1962", needs=PcworxIdentity)
def pcworx_unauthenticated(identity: PcworxIdentity) -> Verdict:
    return told("Phoenix Contact", identity.model or identity.order_number)
