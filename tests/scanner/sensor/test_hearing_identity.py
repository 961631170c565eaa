"""What is only heard gives an identity, with zero packets sent; tshark reads the same frames as a second source."""

import shutil
import subprocess
from pathlib import Path

import pytest
from scapy.layers.l2 import Ether
from scapy.packet import Raw
from scapy.utils import wrpcap

from scanner.agent.inventory import Context, assets, gather
from scanner.model import Asset, Evidence, Seen, Zone
from scanner.sensor.hearing import overheard
from tests.scanner.sensor.plant_frames import FRAMES as PLANT
from tests.scanner.sensor.plant_frames import HERE, udp
from tests.scanner.sensor.test_hearing import FRAMES as OFFICE

# As the samples in several public clients of this maker's printers have it; name and numbers are made up.
BAMBU = udp(2021, (
    b"NOTIFY * HTTP/1.1\r\nHOST: 239.255.255.250:2021\r\nServer: UPnP/1.0\r\nLocation: 10.0.0.7\r\n"
    b"NT: urn:bambulab-com:device:3dprinter:1\r\nNTS: ssdp:alive\r\nUSN: 01P00A123456789\r\n"
    b"DevModel.bambu.com: C12\r\nDevName.bambu.com: P1S hall\r\nDevVersion.bambu.com: 01.07.00.00\r\n\r\n"
), "239.255.255.250")  # fmt: skip
FRAMES = OFFICE | PLANT | {"bambu": BAMBU}
SAID: dict[str, dict[str, object]] = {
    "arp": {"vendor": "", "role": "unknown"},
    "mdns": {"names": ("press7.local",), "model": "P7", "version": "1.2"},
    "ssdp": {"product": "Cam", "version": "2"},
    "lldp": {"names": ("switch-hall-2",), "vendor": "Siemens", "role": "switch",
             "product": "Siemens, SIMATIC NET, SCALANCE X208"},
    "dhcp": {"names": ("hmi-3",)},
    "nbns": {"names": ("OFFICE-PC",)},
    "llmnr": {"names": (), "role": "unknown"},
    "profinet": {"names": ("press-io-1",), "vendor": "Siemens", "product": "ET200SP"},
    "ethercat": {"role": "unknown"},
    "powerlink": {"role": "plc"},
    "sercos": {"role": "unknown"},
    "bacnet": {"role": "building-controller", "purdue_level": "1"},
    "ethernet-ip": {"vendor": "Rockwell Automation", "product": "1756-ENBT/A", "version": "6.1"},
    "ws-discovery": {"role": "camera", "product": "DS-2CD2043"},
    "bambu": {"role": "3d-printer", "vendor": "Bambu Lab", "model": "C12", "serial": "01P00A123456789",
              "version": "01.07.00.00", "names": ("P1S hall",)},
}  # fmt: skip
# Field of tshark's dissector, and a word of what it shows for the same frame.
JUDGE = {
    "arp": ("arp.src.proto_ipv4", HERE),
    "mdns": ("dns.txt", "model=P7"),
    "ssdp": ("http.server", "Cam/2"),
    "lldp": ("lldp.tlv.system.desc", "SCALANCE X208"),
    "dhcp": ("dhcp.option.hostname", "hmi-3"),
    "nbns": ("nbns.name", "OFFICE-PC"),
    "llmnr": ("dns.qry.name", "fileserver"),
    "profinet": ("pn_dcp.suboption_device_nameofstation", "press-io-1"),
    "ethercat": ("frame.protocols", "ecatf"),
    "powerlink": ("epl.src", "240"),
    "sercos": ("frame.protocols", "siii"),
    "bacnet": ("bacapp.instance_number", "4711"),
    "ethernet-ip": ("enip.lir.name", "1756-ENBT/A"),
    "ws-discovery": ("udp.payload", b"dn:NetworkVideoTransmitter".hex()),
    "bambu": ("udp.payload", b"DevModel.bambu.com: C12".hex()),
}


def known(frame: Ether) -> Asset:
    """The asset, when nothing but this frame was ever heard of it."""
    heard = overheard(bytes(frame))
    assert heard is not None
    key = heard.address or heard.mac
    said = Evidence(asset=key, probe="listening", wanted="announcement", fact=heard.announcement)
    names = heard.announcement.names
    met = gather([Seen(address=key, mac=heard.mac, names=names, how=heard.announcement.protocol)], [said])
    return assets(met, {key: "id"}, Context(Zone.OT, None, lambda _: None))[key]


def test_every_kind_of_announcement_has_its_case() -> None:
    assert FRAMES.keys() == SAID.keys() == JUDGE.keys()


@pytest.mark.parametrize("name", SAID)
def test_what_is_heard_names_the_machine(name: str) -> None:
    asset = known(FRAMES[name])
    assert {field: getattr(asset, field) for field in SAID[name]} == SAID[name]
    assert asset.services == ()
    assert asset.contradictions == ()


@pytest.mark.skipif(not shutil.which("tshark"), reason="tshark is not installed")
@pytest.mark.parametrize("name", JUDGE)
def test_tshark_reads_the_same_in_the_frame(name: str, tmp_path: Path) -> None:
    field, word = JUDGE[name]
    wrpcap(str(tmp_path / "one.pcap"), [FRAMES[name]])
    command = ["tshark", "-n", "-r", str(tmp_path / "one.pcap"), "-T", "fields", "-e", field]
    shown = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    assert word in shown


def test_a_printer_that_only_looks_like_one_of_bambu_lab_is_none() -> None:
    other = udp(2021, bytes(BAMBU[Raw]).replace(b"bambu", b"bimbu"), "239.255.255.250")
    asset = known(other)
    assert (asset.vendor, asset.role, asset.serial) == ("", "unknown", "")
