-- One row an alert or a cap of spend: of one model, or of all where none is named.
select
    model,
    target,
    kind,
    amount,
    currency,
    period,
    tested_at,
    automatic,
    overrides_logged,
    url,
    source,
    fetched_at,
    count(*) over () as total
from spend_limit
where ($model::varchar is null or model = $model)
order by target, kind
limit $most
