"""Does the maker still mend what runs there?"""

from checks._known import looked_up
from scanner import Actor, Cost, Effort, Severity, Stops, Verdict, check, met, not_met, unknown
from scanner.evidence import AssetKnown
from scanner.model.known import SupportState


@check(
    id="unsupported-system",
    title="The maker does not mend this system any more",
    why=(
        "Weak points are found every month. In this system nobody mends them any more. "
        "Each new one stays open for good."
    ),
    what_to_do=(
        "Ask what a supported version costs, and plan the change. "
        "Until then, let only the computers that need it reach it, and keep it off the internet."
    ),
    who=Actor.MACHINE_BUILDER,
    effort=Effort.WEEKS,
    cost=Cost.HIGH,
    stops_production=Stops.PLANNED,
    message=(
        "{asset} ({address}) runs a system that its maker does not mend any more. The report says since when. "
        "Please tell us which supported system the machine can have, and what that costs. "
        "Please tell us also which of its connections we can shut until then."
    ),
    recheck="The next audit finds a system that its maker still mends.",
    needs=AssetKnown,
    severity=Severity.HIGH,
    requirements={"R9": "evidence", "R11": "hint"},
    weight=3,
    references=("CWE-1104", "IEC 62443-2-3", "endoflife.date"),
    praise="Every system whose end is known is still mended by its maker.",
    applies=looked_up,
)
def unsupported_system(view: AssetKnown) -> Verdict:
    ended, extended = _of(view, "ended"), _of(view, "extended only")
    if ended:
        if ended[0].until:
            return not_met(
                "{what} has not been mended since {until}.", what=_what(ended[0]), until=ended[0].until
            )
        return not_met("{what} is not mended any more.", what=_what(ended[0]))
    if extended:
        return not_met(
            "The ordinary support of {what} ended on {until}. Extended support, which often "
            "costs money, goes on until {extended}.",
            Severity.MEDIUM, what=_what(extended[0]), until=extended[0].until, extended=extended[0].extended,
        )  # fmt: skip
    return _doubtful(view)


def _doubtful(view: AssetKnown) -> Verdict:
    depends, good = _of(view, "depends on the edition"), _of(view, "supported")
    if view.absent:
        return unknown("Not assessed: {reason}.", reason=view.absent)
    if depends:
        return unknown(
            "{what}: some editions are still mended and others are not ({editions}). From outside they look the same.",
            what=depends[0].subject, editions="; ".join(depends[0].editions[:6]),
        )  # fmt: skip
    if good:
        until = min((one.until or one.extended for one in good if one.until or one.extended), default="?")
        return met("{what} is mended until {until}.", what=_what(good[0]), until=until)
    return unknown("Until when its maker mends it is not known here ({what}).", what=view.looked_up[0])


def _of(view: AssetKnown, life: str) -> list[SupportState]:
    return [one for one in view.support if one.state == life]


def _what(state: SupportState) -> str:
    return state.product or state.subject
