-- One row a failed release of the model, newest first.
select
    release, version, released_at, restored_at, recovery_hours, restored_by, automatic, incident,
    why, exact, source
from failed_release
where model = $model and released_at <= $now::timestamp
order by released_at desc, release, source
