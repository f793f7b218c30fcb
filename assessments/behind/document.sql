-- One row a written account of a model, the last edited first: of one model, or of all where none is named.
select
    model,
    kind,
    title,
    location,
    state,
    version,
    author,
    approved_by,
    approved_at,
    edited_at,
    owner,
    source,
    fetched_at,
    count(*) over () as total
from document
where ($model::varchar is null or model = $model)
    and ($kind::varchar is null or kind = $kind)
order by edited_at desc nulls last, location
limit $most
