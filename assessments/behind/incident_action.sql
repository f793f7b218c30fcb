-- One row an action that a review of an incident asked for, latest first: of one model, or of all where none is named.
select
    model,
    incident,
    action,
    opened_at,
    closed_at,
    url,
    source,
    fetched_at,
    count(*) over () as total
from incident_action
where ($model::varchar is null or model = $model)
order by opened_at desc, action
limit $most
