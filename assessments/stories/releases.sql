-- One row a release of the model into production, newest first.
select
    release, version, released_at, finished_at, kind, actor, approver, automatic, exact, url, source
from release
where model = $model and released_at <= $now::timestamp
order by released_at desc, release, source
