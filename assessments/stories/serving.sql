-- One row an interval in which a slot pointed to a version of the model: current ones first.
select
    slot_kind,
    slot,
    version,
    production,
    share,
    from_earliest,
    from_latest,
    until_earliest,
    until_latest,
    seen_by,
    actor,
    source
from serving
where model = $model
order by
    until_latest desc nulls first, production desc, share desc, from_latest desc, slot_kind, slot,
    version
