-- One row a stretch of time in which a person is on call, latest first: of one model, or of all where none is named.
select
    model,
    service,
    name,
    person_text,
    starts_at,
    ends_at,
    active,
    left_on,
    source,
    fetched_at,
    count(*) over () as total
from on_call
where ($model::varchar is null or model = $model)
order by starts_at desc, person_text
limit $most
