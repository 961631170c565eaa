"""What a login read of a computer's patch level: patches that wait, and a restart that waits."""

from collections.abc import Sequence

from checks._kernels import newer
from checks._known import (
    REFERENCES,
    SERIOUS,
    count,
    days,
    gravest,
    has_fix,
    login_failed,
    named,
    was_logged_in,
)
from scanner import Actor, Effort, Severity, Stops, Verdict, check, met, not_met, unknown
from scanner.evidence import AssetKnown, AssetView, InstalledPackages, WindowsPatches
from scanner.model.known import KnownVulnerability


@check(
    id="patches-pending",
    title="Security patches of a computer are missing",
    why=(
        "The maker has mended weak points, and this computer has not got the mended programs. "
        "Most break-ins use weak points that were mended long before."
    ),
    what_to_do="Install the waiting updates, and switch on automatic updates where the computer's task allows it.",
    who=Actor.IT,
    effort=Effort.HOURS,
    stops_production=Stops.SHORT,
    message=(
        "{asset} ({address}) lacks security patches that are available. The report names the programs. "
        "Please install them and restart what needs it. "
        "Please tell us who installs patches on this computer, and how often."
    ),
    recheck="The next audit reads the list of programs again and finds them mended.",
    needs=AssetKnown,
    severity=Severity.MEDIUM,
    requirements={"R9": "evidence"},
    weight=2,
    references=REFERENCES,
    praise="The computers whose patches we read have all of them.",
    applies=lambda view: was_logged_in(view) or bool(login_failed(view)),
)
def patches_pending(view: AssetKnown) -> Verdict:
    if failed := login_failed(view):
        return unknown("Not assessed: {reason}.", reason=failed)
    if view.absent:
        return unknown("Not assessed: {reason}.", reason=view.absent)
    found = tuple(one for one in view.counted if has_fix(one))
    if found:
        severity = Severity.HIGH if gravest(found) >= SERIOUS or any(one.exploited for one in found) else None
        return not_met(
            "Mended weak points that are still open here: {number} ({names}). To be updated: "
            "{programs}. Time to act: {within} days.",
            severity, number=count(found), names=named(found), programs=_programs(found), within=days(found),
        )  # fmt: skip
    if view.unassessed:
        return unknown("Not assessed: {reason}.", reason=view.unassessed[0])
    if any(not one.complete for one in view.heard(InstalledPackages)):
        return unknown("Only a part of its list of programs could be read.")
    return met("All its programs are mended, as far as the lists of fixes say.")


def _programs(found: tuple[KnownVulnerability, ...]) -> str:
    names = list(dict.fromkeys(one.subject.split()[0] if one.subject else one.product for one in found))
    return ", ".join(names[:5]) + (", …" if len(names) > 5 else "")


@check(
    id="reboot-pending",
    title="A computer waits for a restart to be mended",
    why="A patch was installed, but the old program still runs. Until the restart, the weak point stays open.",
    what_to_do="Restart the computer at the next pause.",
    who=Actor.IT,
    effort=Effort.HOURS,
    stops_production=Stops.SHORT,
    message=(
        "{asset} ({address}) has installed patches and waits for a restart. "
        "Please restart it at the next pause. "
        "Please tell us who does that from now on after each update."
    ),
    recheck="The next audit finds the newest installed system running.",
    needs=AssetView,
    severity=Severity.MEDIUM,
    requirements={"R9": "evidence"},
    references=("IEC 62443-2-3",),
    applies=lambda view: bool(view.heard(InstalledPackages) or view.heard(WindowsPatches)),
)
def reboot_pending(view: AssetView) -> Verdict:
    linux, windows = view.heard(InstalledPackages)[-1:], view.heard(WindowsPatches)[-1:]
    if any(one.pending_reboot for one in windows) or any(one.reboot_required for one in linux):
        return not_met("The system itself says that it waits for a restart.")
    waiting = [(one, _newer(one)) for one in linux if one.kernel_running and one.kernels_installed]
    for one, kernels in waiting:
        if kernels:
            return not_met(
                "It runs {running}, and {installed} is installed.",
                running=one.kernel_running, installed=", ".join(kernels[-2:]),
            )  # fmt: skip
    if any(kernels is None for _, kernels in waiting):
        return unknown("It did not tell whether it waits for a restart.")
    if all(one.pending_reboot is None for one in windows) and not any(_tells(one) for one in linux):
        return unknown("It did not tell whether it waits for a restart.")
    return met("It does not wait for a restart.")


def _tells(one: InstalledPackages) -> bool:
    return one.reboot_required is not None or bool(one.kernel_running and one.kernels_installed)


def _newer(one: InstalledPackages) -> Sequence[str] | None:
    """Kernels that a restart would run. Where the running one is not on the disk any more, others took its place."""
    if one.kernel_running not in one.kernels_installed:
        return one.kernels_installed
    return newer(one.kernel_running, one.kernels_installed)
