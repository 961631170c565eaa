"""What must hold for every interval, whatever was found: tried on many small factories."""

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.assess import DECLARED, DOCUMENT, GAP, Assessment, Place, assess
from scanner.model import Finding, Outcome, RequirementScore, Score
from tests.scanner.assess.small import (
    CARDS,
    CATALOGUE,
    MET,
    NOT_MET,
    SEGMENT,
    UNKNOWN,
    assets,
    finding,
)

NAMES = ("a", "b", "c", "d")
EPSILON = 1e-9

single = st.builds(
    finding, st.sampled_from([card for card in CARDS if card is not SEGMENT]), st.sampled_from(NAMES),
    st.sampled_from(Outcome), st.integers(1, 2),
)  # fmt: skip
of_segment = st.builds(finding, st.just(SEGMENT), st.none(), st.sampled_from(Outcome))
factories = st.lists(single | of_segment, max_size=12, unique_by=lambda one: one.key)
answers = st.dictionaries(st.sampled_from(["q1", "q2"]), st.sampled_from([GAP, DECLARED, DOCUMENT]))
many = settings(max_examples=3000, deadline=None)


def places(findings: Sequence[Finding]) -> list[Place]:
    return [Place(check=one.check, asset=one.asset, service=one.service) for one in findings]


def run(findings: Sequence[Finding], seen: Sequence[str] = NAMES, **more: object) -> Assessment:
    return assess(findings, CARDS, assets(*seen), CATALOGUE, **more)  # type: ignore[arg-type]


def never_higher(after: Assessment, before: Assessment) -> None:
    assert after.score.lo <= before.score.lo + EPSILON
    for new, old in zip(after.requirements, before.requirements, strict=True):
        assert new.lo <= old.lo + EPSILON


def with_outcome(findings: Sequence[Finding], at: int, outcome: Outcome) -> list[Finding]:
    changed = findings[at].model_copy(update={"outcome": outcome})
    return [*findings[:at], changed, *findings[at + 1 :]]


def pick(data: st.DataObject, findings: Sequence[Finding], outcome: Outcome) -> int | None:
    there = [index for index, one in enumerate(findings) if one.outcome is outcome]
    return data.draw(st.sampled_from(there)) if there else None


@many
@given(factories, answers, st.booleans(), st.lists(st.sampled_from([*NAMES, "e"])))
def test_bounds_hold(found: list[Finding], said: dict[str, object], whole: bool, listed: list[str]) -> None:
    result = run(found, answers=said, complete=whole, expected=listed)
    parts: list[Score | RequirementScore] = [result.score, *result.requirements]
    for part in parts:
        assert 0 <= part.lo <= part.hi <= 1
        assert 0 <= part.coverage <= 1


@many
@given(factories, answers, st.data())
def test_fixing_never_lowers(found: list[Finding], said: dict[str, object], data: st.DataObject) -> None:
    at = pick(data, found, NOT_MET)
    if at is None:
        return
    before, after = run(found, answers=said), run(with_outcome(found, at, MET), answers=said)
    never_higher(before, after)
    assert before.score.hi <= after.score.hi + EPSILON


@many
@given(factories, single, answers, st.data())
def test_a_new_gap_never_raises(
    found: list[Finding], new: Finding, said: dict[str, object], data: st.DataObject
) -> None:
    at = pick(data, found, MET)
    worse = with_outcome(found, at, NOT_MET) if at is not None else [*found, *with_outcome([new], 0, NOT_MET)]
    before, after = run(found, answers=said), run(worse, answers=said)
    never_higher(after, before)
    assert after.score.hi <= before.score.hi + EPSILON


@many
@given(factories, st.data())
def test_a_gap_that_becomes_unknown_never_proves_more(found: list[Finding], data: st.DataObject) -> None:
    at = pick(data, found, NOT_MET)
    if at is not None:
        never_higher(run(with_outcome(found, at, UNKNOWN)), run(found))


@many
@given(factories, st.data())
def test_a_gap_that_is_left_out_never_proves_more(found: list[Finding], data: st.DataObject) -> None:
    kept = [one for one in found if one.outcome is not NOT_MET or data.draw(st.booleans())]
    population = places(found)
    never_higher(run(kept, population=population), run(found, population=population))


@many
@given(factories, st.sets(st.sampled_from(NAMES)), st.booleans())
def test_shrinking_the_scope_never_proves_more(
    found: list[Finding], hidden: set[str], remembered: bool
) -> None:
    kept = [one for one in found if one.asset not in hidden]
    seen = [name for name in NAMES if name not in hidden]
    population = places(found) if remembered else []
    before = run(found, expected=NAMES, population=population)
    never_higher(run(kept, seen, expected=NAMES, population=population), before)


@many
@given(factories)
def test_an_unfinished_audit_never_proves_more(found: list[Finding]) -> None:
    never_higher(run(found, complete=False), run(found))
