-- One row a time in the last 365 days that a production model was taken back, or waits for it: a
-- failed release with what ended it, a rehearsed return, or a return that ended no failed release.
-- counted: its hours are among those that the recovery of a model is judged by.
with
mend as (
    select model, release, min(kind) as kind, min(url) as url
    from release
    group by model, release
),
failed as (
    select
        f.model,
        'release' as kind,
        f.version,
        f.release,
        f.released_at as began_at,
        case when f.restored_at <= $now::timestamp then f.restored_at end as ended_at,
        case when f.restored_at <= $now::timestamp then f.recovery_hours end::double as hours,
        case
            when f.restored_at is null or f.restored_at > $now::timestamp then null
            else coalesce(m.kind, 'incident')
        end as ended_by,
        null::boolean as succeeded,
        case when f.restored_at <= $now::timestamp then f.automatic end as automatic,
        f.exact,
        f.incident,
        i.title as incident_title,
        coalesce(i.url, m.url) as url,
        f.sources
    from failed_release f
    left join mend m
        on m.model = f.model and m.release = f.restored_by and f.restored_at <= $now::timestamp
    left join incident i on i.incident = f.incident and list_contains(f.sources, i.source)
    where f.released_at > $now::timestamp - interval 365 day and f.released_at <= $now::timestamp
    qualify
        row_number() over (partition by f.model, f.release, f.source order by i.source) = 1
),
practised as (
    select
        model,
        'drill' as kind,
        null::varchar as version,
        null::varchar as release,
        null::timestamp as began_at,
        drilled_at as ended_at,
        hours::double as hours,
        null::varchar as ended_by,
        succeeded,
        automatic,
        true as exact,
        null::varchar as incident,
        null::varchar as incident_title,
        url,
        [source] as sources
    from drill
    where kind = 'rollback'
        and drilled_at > $now::timestamp - interval 365 day and drilled_at <= $now::timestamp
),
returned as (
    -- What ended a failed release stands with it.
    select
        model, 'return', version, what, null, at_latest, null, null, true, automatic,
        at_earliest = at_latest, null, null, null, [source]
    from real_return
    where hours is null
        and at_latest > $now::timestamp - interval 365 day and at_latest <= $now::timestamp
)
select
    r.*,
    r.hours is not null and (r.kind = 'release' or r.succeeded) as counted
from (
    select * from failed
    union all select * from practised
    union all select * from returned
) r
join model m on m.model = r.model and m.production
where ($models::varchar[] is null or r.model in (select unnest($models::varchar[])))
order by coalesce(r.ended_at, r.began_at) desc, r.model, r.kind, r.release
