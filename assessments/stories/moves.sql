-- One row a change of the version that a production slot of the model points to, newest first.
select
    slot_kind, slot, from_version, to_version, kind, at_earliest, at_latest, seen_by, actor, source
from move
where model = $model
order by at_latest desc, slot_kind, slot, source
