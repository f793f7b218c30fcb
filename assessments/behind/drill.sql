-- One row a timed rehearsal, latest first: of one model, or of all where none is named.
select
    model,
    kind,
    drilled_at,
    hours,
    succeeded,
    automatic,
    actor,
    url,
    source,
    fetched_at,
    count(*) over () as total
from drill
where ($model::varchar is null or model = $model)
order by drilled_at desc, kind
limit $most
