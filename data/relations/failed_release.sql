-- One row a failed release (a release or hotfix) with the time from its start to its recovery.
-- It failed if an incident names it (why: named); or an incident that names no release opened on
-- its model within 72 hours, and it was the latest release then (incident); or the next release,
-- within 72 hours, is a rollback (undone). restored_at is the end of the first rollback or hotfix
-- before the next ordinary release that ended after the incident opened, and began within 72 hours
-- of that or while it was open; else the incident's resolved_at; null: not restored yet.
with
sequenced as (
    select
        *,
        coalesce(finished_at, released_at) as ended_at,
        row_number() over model_time as place,
        -- How many ordinary releases came so far: a rollback belongs to the release before it.
        count(*) filter (where kind = 'release') over model_time as line
    from release
    where model <> '(unallocated)'
    window model_time as (
        partition by model order by released_at, source, release
        rows between unbounded preceding and current row
    )
),
named as (
    select sequenced.model, sequenced.place, incident.incident, incident.source as incident_source
    from incident
    join sequenced
        on sequenced.release = incident.deployment
        and (
            sequenced.model = incident.model
            or incident.deployment in (
                select release from release group by release having count(*) = 1
            )
        )
),
unnamed as (
    select incident.*
    from incident
    left join named
        on named.incident = incident.incident and named.incident_source = incident.source
    where named.incident is null and incident.model <> '(unallocated)'
),
followed as (
    select sequenced.model, sequenced.place, unnamed.incident, unnamed.source as incident_source
    from unnamed
    join sequenced
        on sequenced.model = unnamed.model
        and sequenced.released_at <= unnamed.opened_at
        and sequenced.released_at >= unnamed.opened_at - interval 72 hours
    qualify
        row_number() over (
            partition by unnamed.source, unnamed.incident order by sequenced.place desc
        ) = 1
),
undone as (
    select failed.model, failed.place
    from sequenced as failed
    join sequenced as undoing
        on undoing.model = failed.model
        and undoing.place = failed.place + 1
        and undoing.kind = 'rollback'
        and undoing.released_at <= failed.released_at + interval 72 hours
),
reason as (
    select model, place, 1 as rank, 'named' as why, incident, incident_source from named
    union all
    select model, place, 2, 'incident', incident, incident_source from followed
    union all
    select model, place, 3, 'undone', null, null from undone
),
failed as (
    select
        sequenced.*, reason.why, reason.incident, incident.opened_at, incident.resolved_at,
        incident.source as incident_source, incident.tier as incident_tier,
        coalesce(incident.opened_at, sequenced.released_at) as noticed_at
    from reason
    join sequenced using (model, place)
    left join incident
        on incident.incident = reason.incident and incident.source = reason.incident_source
    where sequenced.kind in ('release', 'hotfix')
    qualify
        row_number() over (
            partition by reason.model, reason.place
            order by reason.rank, incident.opened_at, reason.incident_source, reason.incident
        ) = 1
),
mended as (
    select
        failed.model, failed.place,
        arg_min(
            {
                'at': undoing.ended_at,
                'release': undoing.release,
                'automatic': undoing.automatic,
                'exact': undoing.exact
            },
            (undoing.ended_at, undoing.place)
        ) as mend
    from failed
    join sequenced as undoing
        on undoing.model = failed.model
        and undoing.place > failed.place
        and undoing.line = failed.line
        and undoing.kind in ('rollback', 'hotfix')
        and undoing.ended_at > failed.noticed_at
        and (
            (failed.why <> 'undone' and failed.resolved_at is null)
            or undoing.released_at <= failed.noticed_at + interval 72 hours
            or undoing.released_at <= failed.resolved_at
        )
    group by failed.model, failed.place
),
restored as (
    select failed.*, mended.mend, coalesce(mended.mend.at, failed.resolved_at) as restored_at
    from failed
    left join mended using (model, place)
)
select
    model,
    release,
    version,
    released_at,
    restored_at,
    epoch(restored_at - released_at) / 3600 as recovery_hours,
    mend.automatic as automatic,
    mend.release as restored_by,
    incident,
    why,
    exact and coalesce(mend.exact, true) as exact,
    source,
    list_sort(list_distinct(list_filter([source, incident_source], lambda s: s is not null)))
        as sources,
    least(tier, incident_tier) as tier,
    fetched_at
from restored
