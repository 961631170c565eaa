"""Can anybody watch a camera? Only a login that is asked for tells; nothing is watched to find out."""

import pytest

from checks.camera_stream_open import camera_stream_open
from scanner.evidence import RtspServer
from tests.checks.facts import MET, UNKNOWN


def test_a_camera_that_asks_for_a_login_is_in_order() -> None:
    assert camera_stream_open(RtspServer(status=401, asks_login="digest")).outcome is MET
    assert camera_stream_open(RtspServer(status=401)).outcome is MET


@pytest.mark.parametrize("status", [200, 404, 503])
def test_an_open_port_alone_proves_nothing(status: int) -> None:
    assert camera_stream_open(RtspServer(status=status, methods=("DESCRIBE",))).outcome is UNKNOWN
