-- # One row a production model with a release or hotfix in the last 365 days: how many of them
-- # failed. Those of the last 72 hours cannot yet be judged and are left out. Where no source would
-- # know of its incidents, or its pointers were only polled, more may have failed than is known.
-- title = "Releases that failed"
-- unit = "share"
-- needs = ["deployment", "incident"]
-- per = "model"
-- kind = "share"
-- ttl_days = 30
with
judged as (
    select
        r.model,
        coalesce(r.version, r.release) as version,
        r.released_at,
        r.exact,
        f.release is not null as failed,
        f.incident,
        r.source,
        least(r.tier, f.tier) as tier,
        r.fetched_at
    from release r
    left join failed_release f
        on f.model = r.model and f.release = r.release and f.source = r.source
    where r.kind <> 'rollback'
        and r.released_at > $now::timestamp - interval 365 day
        and r.released_at <= $now::timestamp - interval 72 hour
),
counted as (
    select
        j.model,
        count(*) as releases,
        count(*) filter (j.failed) as failures,
        bool_and(j.exact and w.model is not null) as all_known,
        arg_max(j.version || coalesce(' (' || j.incident || ')', ''), j.released_at)
            filter (j.failed) as last_failed,
        min(j.fetched_at) as fetched_at,
        list(distinct j.source) as sources,
        min(j.tier) as tier
    from judged j
    join model m using (model)
    left join watched_model w using (model)
    where m.production
    group by j.model
),
incident_read as (
    select min(fetched_at) as fetched_at, list(source) as sources
    from (
        select source, max(fetched_at) as fetched_at
        from landed.manifest
        where entity = 'incident'
        group by source
    )
)
select
    c.model,
    case when c.all_known then c.failures / c.releases end as value,
    case when not c.all_known then c.failures / c.releases end as low,
    case when c.all_known then c.releases end::int as n,
    case when c.all_known then c.failures end::int as hits,
    least(c.fetched_at, i.fetched_at) as observed_at,
    list_sort(list_distinct(list_concat(c.sources, coalesce(i.sources, [])))) as sources,
    c.tier,
    c.failures || ' of ' || c.releases
    || case c.releases when 1 then ' release' else ' releases' end || ' in 365 days failed'
    || coalesce(', the last was version ' || c.last_failed, '')
    || case when c.all_known then '' else '; not every failure would be known' end as detail
from counted c, incident_read i
