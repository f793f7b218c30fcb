"""The laws of the method (§8), searched for a counter-example at question, area and portfolio."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

from any_portfolios import SOURCES, any_portfolios, settled_portfolios
from hypothesis import given, settings
from hypothesis import strategies as st
from portfolios import NOW, area_scores, bands, days, portfolios, response

from assessments.questionnaire import Condition, Questionnaire
from assessments.scorecard import Inputs, build, rebuild
from assessments.scoring import (
    Finding,
    Observation,
    PortfolioArea,
    outcome,
    share_at_least,
    sign_test,
)

EVERY = portfolios() | settled_portfolios() | any_portfolios()
A_PROBE_A_CONDITION = portfolios() | settled_portfolios()


def with_one_more(card: Inputs, data: st.DataObject, value: float) -> Inputs:
    """The same inputs, with one thing known that was not, where there is one."""
    unknown = [key for key, each in card.observations.items() if each.value is None]
    if not unknown:
        return card
    key = data.draw(st.sampled_from(unknown))
    told = {key: replace(card.observations[key], value=value)}
    return replace(card, observations={**card.observations, **told})


@settings(max_examples=200)
@given(EVERY)
def test_what_is_proven_never_lies_above_what_is_ruled_out(told: Inputs) -> None:
    for each in build(told).findings():
        if each.proven is not None:
            assert 1 <= each.proven <= each.ruled_out_above <= 5


@settings(max_examples=200)
@given(EVERY)
def test_every_level_lies_inside_its_band(told: Inputs) -> None:
    card = build(told)
    for _, low, high in bands(card):
        assert 1 <= low <= high <= 5
    for each in card.findings():
        assert each.verified is None or each.low <= each.verified <= each.high
    for each in area_scores(card):
        assert each.level is None or each.low <= each.level <= each.high
    for each in card.portfolio:
        assert each.level is None or each.low <= each.level <= each.high
        assert each.models_level is None or each.models_low <= each.models_level <= each.models_high
        assert each.models_level is None or each.models_level <= each.largely


@settings(max_examples=200)
@given(A_PROBE_A_CONDITION, st.data())
def test_learning_that_a_condition_holds_only_ever_raises_the_lower_end(
    told: Inputs, data: st.DataObject
) -> None:
    more = with_one_more(told, data, 1.0)
    for (_, low, high), (_, new_low, new_high) in zip(
        bands(build(told)), bands(build(more)), strict=True
    ):
        assert new_low >= low
        assert new_high == high


@settings(max_examples=200)
@given(A_PROBE_A_CONDITION, st.data())
def test_learning_that_a_condition_fails_only_ever_lowers_the_upper_end(
    told: Inputs, data: st.DataObject
) -> None:
    more = with_one_more(told, data, 0.0)
    for (_, low, high), (_, new_low, new_high) in zip(
        bands(build(told)), bands(build(more)), strict=True
    ):
        assert new_low == low
        assert new_high <= high


@settings(max_examples=200)
@given(EVERY, st.data())
def test_losing_observations_only_ever_widens_a_band(told: Inputs, data: st.DataObject) -> None:
    kept = {key: each for key, each in told.observations.items() if data.draw(st.booleans())}
    fewer = replace(told, observations=kept)
    for (_, low, high), (_, new_low, new_high) in zip(
        bands(build(told)), bands(build(fewer)), strict=True
    ):
        assert new_low <= low
        assert new_high >= high


@settings(max_examples=200)
@given(any_portfolios(), st.sampled_from(SOURCES))
def test_dropping_the_rows_of_a_source_only_ever_widens_a_band(told: Inputs, source: str) -> None:
    kept = {key: each for key, each in told.observations.items() if source not in each.sources}
    fewer = replace(told, observations=kept)
    for (_, low, high), (_, new_low, new_high) in zip(
        bands(build(told)), bands(build(fewer)), strict=True
    ):
        assert new_low <= low
        assert new_high >= high


@settings(max_examples=200)
@given(EVERY, st.data())
def test_a_new_source_that_is_incomplete_moves_no_end_of_any_band(
    told: Inputs, data: st.DataObject
) -> None:
    probes = told.questionnaire.probes.values()
    subjects = {"model": [each.model for each in told.facts], "organisation": [None]}
    blank = [
        (probe.name, subject)
        for probe in probes
        for subject in subjects[probe.per]
        if (probe.name, subject) not in told.observations
    ]
    brought = {key: data.draw(incomplete(*key)) for key in blank}
    more = replace(told, observations={**told.observations, **brought})
    assert list(bands(build(more))) == list(bands(build(told)))


@st.composite
def incomplete(draw: st.DrawFn, probe: str, subject: str | None) -> Observation:
    """What a source brings that cannot tell: no value, no time, too old, or too few."""
    nothing = Observation(probe, subject, observed_at=NOW, sources=("new",), unknown="not told")
    few = draw(st.lists(st.floats(0, 100), max_size=2))
    return draw(
        st.sampled_from(
            (
                nothing,
                replace(nothing, value=1.0, observed_at=None),
                replace(nothing, value=0.0, observed_at=NOW - days(60)),
                replace(nothing, low=-1.0, high=1_000.0),
                replace(nothing, samples=tuple(few), n=len(few), hits=0),
            )
        )
    )


@settings(max_examples=200)
@given(EVERY, st.integers(0, 60))
def test_time_passing_without_news_only_ever_widens_a_band(told: Inputs, later: int) -> None:
    # Exemptions run out with time, and then their questions count again: another matter.
    told = replace(told, exemptions={})
    aged = replace(told, now=NOW + days(later))
    for (_, low, high), (_, new_low, new_high) in zip(
        bands(build(told)), bands(build(aged)), strict=True
    ):
        assert new_low <= low
        assert new_high >= high


@settings(max_examples=200)
@given(EVERY, st.randoms(use_true_random=False))
def test_the_order_of_questions_models_and_respondents_never_matters(
    told: Inputs, random: Random
) -> None:
    def shuffled(many: Iterable[Any]) -> list[Any]:
        return random.sample(list(many), len(many))

    asked = told.questionnaire
    other = replace(
        told,
        facts=shuffled(told.facts),
        questionnaire=Questionnaire(asked.areas, tuple(shuffled(asked.questions)), asked.probes),
        observations=dict(shuffled(told.observations.items())),
        responses={key: shuffled(many) for key, many in shuffled(told.responses.items())},
    )
    first, second = build(told), build(other)
    assert [without_findings(each) for each in first.portfolio] == [
        without_findings(each) for each in second.portfolio
    ]
    assert set(map(by_name, first.findings())) == set(map(by_name, second.findings()))
    assert first.money == second.money
    assert first.integrity_by_area == second.integrity_by_area
    assert [(m.facts, m.exposure) for m in first.models] == [
        (m.facts, m.exposure) for m in second.models
    ]


def without_findings(each: PortfolioArea) -> PortfolioArea:
    return replace(each, organisation=each.organisation and replace(each.organisation, findings=()))


def by_name(finding: Finding) -> tuple[Any, ...]:
    return (finding.question.id, finding.subject, finding.verdict, finding.verified, finding.low,
            finding.high, finding.claim.level, finding.confidence)  # fmt: skip


def other_evidence(told: Inputs, data: st.DataObject) -> dict[tuple[str, str | None], Observation]:
    """Return the observations with one that says something else, and one that is gone."""
    seen = dict(told.observations)
    for unknown in (None, "nothing recorded"):
        if seen:
            key = data.draw(st.sampled_from(sorted(seen, key=str)))
            seen[key] = replace(seen[key], value=0.0, low=None, high=None, unknown=unknown)
    if seen:
        del seen[data.draw(st.sampled_from(sorted(seen, key=str)))]
    return seen


@settings(max_examples=200)
@given(portfolios(), st.data())
def test_judging_again_what_was_answered_or_seen_gives_what_judging_everything_gives(
    told: Inputs, data: st.DataObject
) -> None:
    keys = st.sampled_from(sorted(told.responses, key=str) or [("Q0", None)])
    later = replace(
        told,
        responses=dict(told.responses)
        | {data.draw(keys): [response(data.draw(st.integers(1, 5)))] for _ in range(2)},
        exemptions=data.draw(
            st.sampled_from((told.exemptions, {}, {data.draw(keys): NOW + days(2)}))
        ),
        observations=data.draw(st.sampled_from((told.observations, other_evidence(told, data)))),
        now=data.draw(st.sampled_from((NOW, NOW, NOW, NOW + days(8)))),
        facts=data.draw(st.sampled_from((told.facts, told.facts[1:]))),
    )
    assert rebuild(later, told, build(told)) == build(later)


@settings(max_examples=200)
@given(portfolios())
def test_losing_the_bill_changes_what_a_model_weighs_and_nothing_that_is_known_of_it(
    told: Inputs,
) -> None:
    poorer = replace(told, facts=[replace(each, effective_cost={}) for each in told.facts])
    assert [model.areas for model in build(poorer).models] == [
        model.areas for model in build(told).models
    ]


@settings(max_examples=200)
@given(portfolios())
def test_exposures_that_are_known_add_up_to_one(told: Inputs) -> None:
    known = [model.exposure for model in build(told).models if model.exposure is not None]
    assert not known or abs(sum(known) - 1) < 1e-9
    assert all(0 <= each <= 1 for each in known)


@settings(max_examples=200)
@given(portfolios())
def test_money_is_counted_once_in_every_area(told: Inputs) -> None:
    """By level, every model whose area applies stands in one row; cents are never lost."""
    card = build(told)
    for area in card.areas:
        rows = [each for each in card.money.by_level if each.area == area.id]
        spent = sum((each.effective_cost.get("USD", Decimal(0)) for each in rows), Decimal(0))
        everything = sum(
            (model.facts.effective_cost.get("USD", Decimal(0)) for model in card.models),
            Decimal(0),
        )
        assert sum(each.models for each in rows) <= len(card.models)
        assert spent <= everything
        if not told.exemptions and any(q.area == area.id for q in told.questionnaire.questions):
            assert spent == everything


@given(st.lists(st.floats(0, 200), max_size=30), st.floats(0, 100), st.floats(0, 100))
def test_a_median_that_meets_a_limit_meets_every_looser_one(
    samples: list[float], limit: float, looser: float
) -> None:
    observation = Observation("p", "churn", value=1.0, samples=tuple(samples))
    met = [
        outcome(Condition(text="fast", probe="p", test="median", at_most=most), observation)
        for most in sorted((limit, limit + looser))
    ]
    assert met != [True, False]
    assert not (met[0] is True and met[1] is None)
    assert not (met[1] is False and met[0] is None)


@given(st.integers(0, 60), st.integers(0, 60), st.floats(0.01, 0.99))
def test_no_share_is_both_proven_and_ruled_out_and_more_hits_never_hurt(
    hits: int, misses: int, threshold: float
) -> None:
    rank = {False: 0, None: 1, True: 2}
    fewer = share_at_least(hits, hits + misses + 1, threshold)
    more = share_at_least(hits + 1, hits + misses + 1, threshold)
    assert rank[more] >= rank[fewer]


@given(st.integers(0, 200), st.integers(0, 200))
def test_a_median_is_met_or_failed_alike_from_both_sides(meeting: int, failing: int) -> None:
    met = sign_test(meeting, meeting + failing)
    mirrored = sign_test(failing, meeting + failing)
    assert mirrored is (None if met is None else not met)
