-- One row a dated look at a model by people, with what came of it.
select
    model_name.model,
    review.kind,
    review.reviewed_at,
    review.reviewer,
    review.version,
    review.outcome,
    review.in_range,
    review.with_cost,
    review.findings,
    review.findings_closed,
    review.url,
    review.source,
    trust.tier,
    review.fetched_at
from landed.review as review
join model_name on model_name.name = review.model
join source_trust as trust on trust.source = review.source
