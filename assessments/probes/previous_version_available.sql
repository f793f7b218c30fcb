-- # One row a production model with an earlier version that served before: whether it could serve
-- # again, being ready and its artifacts listed and not empty.
-- title = "The version that served before is available"
-- unit = "yes or no"
-- needs = ["model_version", "assignment"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 7
with
-- The last that served before: a later one that was taken back is not what to return to.
previous as (
    select model, serving, arg_max(version, served_at) as version
    from served_before
    where seen = 'pointer' or served_at <= $now::timestamp
    group by model, serving
),
found as (
    select
        p.model,
        p.version,
        v.version is not null as registered,
        v.ready,
        len(v.artifacts) as artifacts,
        v.fetched_at,
        v.source,
        v.tier
    from previous p
    left join version v using (model, version)
),
registry as (
    select
        model,
        min(fetched_at) as fetched_at,
        list_sort(list(distinct source)) as sources,
        min(tier) as tier
    from version
    group by model
)
select
    f.model,
    case
        when not f.registered or not f.ready or f.artifacts = 0 then 0
        when f.ready and f.artifacts > 0 then 1
    end::double as value,
    coalesce(f.fetched_at, r.fetched_at) as observed_at,
    r.sources,
    coalesce(f.tier, r.tier) as tier,
    'version ' || f.version || case
        when not f.registered then ' served before and is gone from the registry'
        when not f.ready then ' served before and is not ready'
        when f.artifacts = 0 then ' served before and its artifacts are gone'
        when f.ready is null then ' served before; the registry does not say whether it is ready'
        when f.artifacts is null then ' served before; its artifacts were not listed'
        else ' served before, is ready and has ' || f.artifacts
            || case f.artifacts when 1 then ' artifact' else ' artifacts' end
    end as detail
from found f
join registry r using (model)
