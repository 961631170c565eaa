"""DCE/RPC endpoint mapper (DCOM, OPC DA): whether its port stands open. Nothing is said.

Source: the design's row; IANA service name "epmap", TCP 135; MS-RPCE, section 2.1.1.1. A bind would open an
association, and tells no more than SMB and RDP of the same computer do.
"""

from scanner.evidence.machines import DceRpcDoor
from scanner.plugin import Line, Tcp, probe


@probe(
    id="dce-rpc", title="Whether the DCE/RPC endpoint mapper is open", protocol="dce-rpc", ports=[Tcp(135)],
    gives=DceRpcDoor, questions=0, order=60, office_only=True,
)  # fmt: skip
def dce_rpc(_: Line) -> DceRpcDoor:
    """The connection was accepted; it is closed without a word."""
    return DceRpcDoor()
