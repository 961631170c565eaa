"""Can anybody watch a camera?"""

from scanner import Actor, Effort, Severity, Verdict, check, met, not_met, unknown
from scanner.evidence import RtspServer

OK, LOGIN_WANTED, FORBIDDEN = 200, 401, 403  # RFC 2326, section 11; as in HTTP
PICTURE, SOUND = "video", "audio"


def _settles_it(camera: RtspServer) -> bool:
    """Whether it was asked about its streams, or wants a login for less. Else that question has no answer yet."""
    return camera.described or bool(camera.asks_login) or camera.status == LOGIN_WANTED


@check(
    id="camera-stream-open",
    title="Anyone can watch a camera",
    why=(
        "A camera without a password shows your plant to everyone on the network. "
        "People who work there have a right to know who watches."
    ),
    what_to_do="Set a password for the picture too, not only for the settings. Put cameras on a network of their own.",
    who=Actor.IT,
    effort=Effort.HOURS,
    message=(
        "The camera {asset} ({address}) has its port for pictures (RTSP) open on our network. "
        "Please make sure that none of its streams can be opened without a password. "
        "Please change the password that it came with, and tell us who can watch."
    ),
    recheck="An audit that may ask for the streams (rtsp-stream) is asked for a login, or finds the port closed.",
    needs=RtspServer,
    applies=_settles_it,
    unasked=unknown("Its port for pictures is open; we did not ask for a picture."),
    severity=Severity.HIGH,
    requirements={"R7": "evidence", "R5": "hint"},
    references=("CWE-306", "IEC 62443-3-3 SR 1.1"),
    praise="The cameras that we asked turn strangers away.",
)
def camera_stream_open(camera: RtspServer) -> Verdict:
    if PICTURE in camera.media:
        return not_met("It offered us its picture without a password. We did not look at it.")
    if SOUND in camera.media:
        return not_met("It offered us its sound without a password. We did not listen to it.")
    if camera.asks_login or camera.status == LOGIN_WANTED:
        return met("It asks for a login.")
    if camera.status == FORBIDDEN:
        return met("It refuses strangers.")
    # Each maker has places of its own, and to try them would be guessing: docs/decisions/0020-camera.md.
    if camera.status == OK:
        return unknown("It named no picture at the one place that we asked for. Another place may have one.")
    return unknown(
        "It did not say what there is to see ({status}). We asked for one place only.", status=camera.status
    )
