-- One row a written account of the model, by kind.
select
    kind, location, state, title, version, owner, author, approved_by, approved_at, edited_at,
    sections, source
from document
where model = $model
order by kind, edited_at desc nulls last, location, source
