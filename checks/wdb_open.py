"""Does the debugger of VxWorks answer anyone?"""

from checks._plant import door, told
from scanner import Actor, Severity, Verdict
from scanner.evidence import WdbAgent


@door(
    id="wdb-open",
    protocol="VxWorks debugger",
    doors="UDP port 17185",
    title="The debugger of a machine's system answers anyone (VxWorks)",
    why=(
        "With this tool its maker looks into the machine's memory, and changes it. "
        "It asks for no password. A stranger can do the same, and stop the machine."
    ),
    what_to_do=(
        "Ask the machine builder to turn the debugger off, or for a newer version without it. "
        "Until then, let nobody reach this door."
    ),
    who=Actor.MACHINE_BUILDER,
    needs=WdbAgent,
    severity=Severity.CRITICAL,
    weight=3,
)
def wdb_open(_: WdbAgent) -> Verdict:
    # The agent serves whoever calls it (Wind River, Workbench: Target Server); it was pinged, and nothing more.
    return told()
