"""No scan can reach the internet: what goes there is loaded by `vaglio feeds`, or by a delivery that was configured.

The one connection that a segment may name (`egress_test`) is looked at in `test_a_way_out.py`.
"""

import subprocess
import sys

import pytest

WAYS_OUT = (
    "scanner.knowledge.feeds.web",
    "scanner.cli.feeds",
    "scanner.agent.delivery.mail",
    "scanner.agent.delivery.syslog",
    "scanner.agent.delivery.webhook",
)


@pytest.mark.parametrize(
    "module",
    [
        "scanner.cli.audit",
        "scanner.agent.scan",
        "scanner.sensor.serve",
        "scanner.cli.show",
        "checks",
        "reports",
    ],
)
def test_what_fetches_is_not_loaded_by(module: str) -> None:
    code = f"import sys, {module}; print([name for name in {WAYS_OUT!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
