-- One row an interval in which a person answered for a model, latest first: of one model, or of all where none is named.
select
    model,
    role,
    name,
    person_text,
    from_latest,
    until_latest,
    active,
    left_on,
    reviewed_at,
    team,
    seen_by,
    source,
    fetched_at,
    count(*) over () as total
from owner_spell
where ($model::varchar is null or model = $model)
order by until_latest desc nulls first, from_latest desc, role
limit $most
