-- One row a recorded surprise in the bill, latest first: of one model, or of all where none is named.
select
    model,
    alert,
    day,
    opened_at,
    automatic,
    routed_to,
    acknowledged_at,
    closed_at,
    cause,
    url,
    source,
    fetched_at,
    count(*) over () as total
from cost_alert
where ($model::varchar is null or model = $model)
order by opened_at desc, alert
limit $most
