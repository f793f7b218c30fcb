-- One row a registered version, latest first: of one model, or of all where none is named.
select
    model,
    version,
    created_at,
    created_by,
    approved_by,
    ready,
    training_run,
    git_commit,
    dataset,
    parameters,
    metrics,
    compared_with,
    url,
    source,
    fetched_at,
    count(*) over () as total
from version
where ($model::varchar is null or model = $model)
order by number desc nulls last, created_at desc, version
limit $most
