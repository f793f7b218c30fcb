-- One row a release, rollback or hotfix, latest first: of one model, or of all where none is named.
select
    model,
    version,
    kind,
    released_at,
    finished_at,
    actor,
    approver,
    release,
    target,
    automatic,
    commit,
    seen,
    url,
    source,
    fetched_at,
    count(*) over () as total
from release
where ($model::varchar is null or model = $model)
order by released_at desc, release
limit $most
