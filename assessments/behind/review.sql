-- One row a dated look at a model, latest first: of one model, or of all where none is named.
select
    model,
    kind,
    reviewed_at,
    reviewer,
    version,
    outcome,
    in_range,
    with_cost,
    findings,
    findings_closed,
    url,
    source,
    fetched_at,
    count(*) over () as total
from review
where ($model::varchar is null or model = $model)
    and ($kind::varchar is null or kind = $kind)
order by reviewed_at desc, kind
limit $most
