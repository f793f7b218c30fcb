-- One row a drill for the model, or a real return of it to an older version, newest first.
select *
from (
    select
        kind,
        null::varchar as version,
        drilled_at as at_earliest,
        drilled_at as at_latest,
        hours::double as hours,
        succeeded,
        automatic,
        actor,
        source
    from drill
    where model = $model and drilled_at <= $now::timestamp
    union all
    select
        'return',
        version,
        at_earliest,
        at_latest,
        hours::double,
        true,
        automatic,
        null,
        source
    from real_return
    where model = $model and at_latest <= $now::timestamp
)
order by at_latest desc, kind, source
