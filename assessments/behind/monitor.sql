-- One row something that watches a live model: of one model, or of all where none is named.
select
    model,
    title,
    kind,
    enabled,
    last_value_at,
    reverts,
    monitor,
    url,
    source,
    fetched_at,
    count(*) over () as total
from monitor
where ($model::varchar is null or model = $model)
    and ($kind::varchar is null or kind = $kind)
order by enabled desc, title, monitor
limit $most
