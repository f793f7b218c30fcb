-- One row an interval in which a person answered for the model: current ones first.
select
    role,
    coalesce(name, person_text) as name,
    active,
    left_on,
    reviewed_at,
    from_earliest,
    from_latest,
    until_latest,
    source
from owner_spell
where model = $model
order by until_latest desc nulls first, role desc, from_latest desc, source, person_text
