"""A camera with a real picture: GStreamer's RTSP server, of the system's Python; a test picture, or one behind a login.

With `login` it asks for one (Digest) before it describes anything. `place` is where the picture stands.
"""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.lab import servers
    from tests.lab.programs import Program

PYTHON = "/usr/bin/python3"
LIBRARY = Path("/usr/lib")
LACKING = {
    "gir1.2-gst-rtsp-server-1.0": "*/girepository-1.0/GstRtspServer-1.0.typelib",
    "python3-gi": "python3/dist-packages/gi",
    "gstreamer1.0-plugins-base": "*/gstreamer-1.0/libgstvideotestsrc.so",
    "gstreamer1.0-plugins-good": "*/gstreamer-1.0/libgstjpeg.so",
}
"""Debian's packages, and a file of each."""
PROGRAMS = tuple(package for package, file in LACKING.items() if not any(LIBRARY.glob(file)))

PICTURE = (
    "( videotestsrc is-live=true ! video/x-raw,format=I420,width=160,height=120,framerate=5/1 "
    "! jpegenc ! rtpjpegpay name=pay0 pt=26 )"
)
SESSION_NAME = "Session streamed with GStreamer"
"""What the description is called: no report may know it."""
ASKED = ("options", "describe", "announce", "setup", "play", "record", "get-parameter", "set-parameter")


def programs(site: servers.Site) -> list[Program]:
    told = json.dumps({"port": site.port, **site.options})
    # Its list of plug-ins lies in the lab's folder, so that none is left in somebody's home.
    registry = str(site.folder / "plug-ins")
    return [site.run(PYTHON, "-u", "-m", __name__, told, PYTHONDONTWRITEBYTECODE="1", GST_REGISTRY=registry)]


def serve(port: int, place: str = "/", *, login: bool = False) -> None:
    """Serves one picture until it is ended. It listens only when the picture is there, so nobody has to wait for it."""
    import gi  # type: ignore[import-not-found]

    for name in ("Gst", "GstRtsp", "GstRtspServer"):
        gi.require_version(name, "1.0")
    from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # type: ignore[import-not-found]

    Gst.init(None)
    threading.Thread(target=GLib.MainLoop().run, daemon=True).start()
    server, picture = GstRtspServer.RTSPServer(), GstRtspServer.RTSPMediaFactory()
    server.set_address("0.0.0.0")
    server.set_service(str(port))
    picture.set_launch(PICTURE)
    picture.set_shared(True)
    if login:
        _lock(GstRtspServer, GstRtsp, server, picture)
    picture.construct(GstRtsp.RTSPUrl.parse(f"rtsp://127.0.0.1:{port}{place}")[1]).prepare(None)
    server.get_mount_points().add_factory(place, picture)
    server.connect("client-connected", _write_down)
    if not server.attach(None):
        sys.exit(f"it can't listen on port {port}")
    threading.Event().wait()


def _lock(library: Any, rtsp: Any, server: Any, picture: Any) -> None:
    """One account; nobody in the lab knows its password, and nobody asks for it."""
    door, who, may = library.RTSPAuth(), library.RTSPToken(), library.RTSPPermissions()
    door.set_supported_methods(rtsp.RTSPAuthMethod.DIGEST)
    who.set_string("media.factory.role", "guard")
    door.add_digest("guard", "cellar-door-19", who)
    for right in ("media.factory.access", "media.factory.construct"):
        may.add_permission_for_role("guard", right, True)
    picture.set_permissions(may)
    server.set_auth(door)


def _write_down(_: Any, client: Any) -> None:
    """The server's own word for what it was asked."""
    for method in ASKED:
        client.connect(f"{method}-request", lambda *_, told=method: print("request", told, flush=True))


if __name__ == "__main__":
    serve(**json.loads(sys.argv[1]))
