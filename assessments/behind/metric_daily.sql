-- One row a measured number of one day, latest first: of one model, or of all where none is named.
select
    model,
    metric,
    day,
    value,
    unit,
    label,
    source,
    fetched_at,
    count(*) over () as total
from metric
where ($model::varchar is null or model = $model)
    and ($kind::varchar is null or metric = $kind)
order by day desc, label
limit $most
