"""Is the door of Windows remote calls open? That it is there is all that is asked, so it can't be met."""

from checks.dce_rpc_exposed import dce_rpc_exposed
from scanner.evidence import DceRpcDoor
from scanner.model import Severity
from tests.checks.facts import NOT_MET


def test_an_open_door_is_a_note() -> None:
    assert dce_rpc_exposed(DceRpcDoor()).outcome is NOT_MET
    assert dce_rpc_exposed.severity is Severity.INFO
