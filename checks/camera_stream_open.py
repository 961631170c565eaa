"""Can anybody watch a camera?"""

from scanner import Actor, Effort, Severity, Verdict, check, met, unknown
from scanner.evidence import RtspServer


@check(
    id="camera-stream-open",
    title="A camera may be watched by anyone",
    why=(
        "A camera without a password shows your plant to everyone on the network. "
        "People who work there have a right to know who watches."
    ),
    what_to_do="Set a password for the picture too, not only for the settings. Put cameras on a network of their own.",
    who=Actor.IT,
    effort=Effort.HOURS,
    message=(
        "The camera {asset} ({address}) has its port for pictures open on our network. "
        "We did not ask it for a picture, so we don't know whether it wants a password. "
        "Please make sure that it does. "
        "Please change the password that it came with, and tell us who can watch."
    ),
    recheck="The next audit is asked for a login, or finds the port closed.",
    needs=RtspServer,
    severity=Severity.MEDIUM,
    requirements={"R7": "evidence", "R5": "hint"},
    references=("CWE-306", "IEC 62443-3-3 SR 1.1"),
    praise="The cameras that we asked want a login.",
)
def camera_stream_open(camera: RtspServer) -> Verdict:
    if camera.asks_login or camera.status == 401:
        return met("It asks for a login.")
    # Only asking for the stream would show it, and that is not ours to do.
    return unknown("Its port for pictures is open; we did not ask for a picture.")
