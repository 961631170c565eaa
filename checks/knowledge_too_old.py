"""Is the knowledge of weak points there, and is it of today?"""

from scanner import Actor, Effort, Severity, Verdict, check, met, not_met
from scanner.evidence import SegmentKnown


@check(
    id="knowledge-too-old",
    title="The list of known weak points is old or missing",
    why=(
        "We compare what your machines run with lists of known weak points. New ones are added every day. "
        "With old lists we can't see the newest ones."
    ),
    what_to_do="Fetch the lists with “vaglio feeds update”, or bring them on a stick with “vaglio feeds import”.",
    who=Actor.IT,
    effort=Effort.HOURS,
    message=(
        "Our audit compares our machines with lists of known weak points, and these lists are old or missing. "
        "Please fetch them with “vaglio feeds update” on a computer with internet. "
        "For a network without internet, please bring them with “vaglio feeds export” and “vaglio feeds import”. "
        "Please do it once a month from now on. Then “vaglio judge” looks at the last audit again."
    ),
    recheck="“vaglio feeds status” shows lists of the last weeks.",
    needs=SegmentKnown,
    severity=Severity.LOW,
    requirements={"R9": "hint"},
    references=("IEC 62443-2-3",),
)
def knowledge_too_old(view: SegmentKnown) -> Verdict:
    fetched = [one for one in view.sources if one.id != "starter"]
    if not fetched:
        return not_met("There is only the short list that comes with the program. Reason: {reason}",
                       reason=view.absent or "-")  # fmt: skip
    failed = [one for one in fetched if one.problem]
    if failed:
        return not_met("{name} could not be fetched the last time: {problem}", name=failed[0].name,
                       problem=failed[0].problem)  # fmt: skip
    old = [one for one in fetched if one.stale or one.age_days < 0]
    if old:
        return not_met("{name} is {days} days old.", name=old[0].name, days=old[0].age_days)
    return met("The oldest list is {days} days old.", days=max(one.age_days for one in fetched))
