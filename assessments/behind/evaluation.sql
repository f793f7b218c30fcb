-- One row a number that a version was measured at, latest first: of one model, or of all where none is named.
select
    model,
    version,
    metric,
    slice,
    value,
    at_least,
    at_most,
    evaluated_at,
    url,
    source,
    fetched_at,
    count(*) over () as total
from evaluation
where ($model::varchar is null or model = $model)
order by evaluated_at desc, metric, slice
limit $most
