-- One row an interval in which a slot pointed to a version, latest first, with whether it serves in
-- production now: of one model, or of all where none is named.
select
    model,
    version,
    production and until_latest is null as serves_now,
    from_latest,
    until_latest,
    slot_kind,
    slot,
    share,
    production,
    actor,
    seen_by,
    source,
    fetched_at,
    count(*) over () as total
from serving
where ($model::varchar is null or model = $model)
order by from_latest desc, slot, version
limit $most
