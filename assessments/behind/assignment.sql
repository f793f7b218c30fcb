-- One row an interval in which a slot pointed to a version, latest first: of one model, or of all where none is named.
select
    model,
    slot_kind,
    slot,
    version,
    production,
    share,
    from_latest,
    until_latest,
    actor,
    seen_by,
    source,
    fetched_at,
    count(*) over () as total
from serving
where ($model::varchar is null or model = $model)
order by from_latest desc, slot, version
limit $most
