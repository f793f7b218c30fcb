-- # One row a production model with a recovery in the last 365 days: the hours from each failed
-- # release to its recovery, and those of each timed rollback drill that succeeded.
-- title = "Hours from a failed release to its recovery"
-- unit = "hours"
-- needs = ["incident"]
-- per = "model"
-- kind = "sample"
-- ttl_days = 30
with
recoveries as (
    select model, recovery_hours::double as hours, false as drilled, fetched_at, sources, tier
    from failed_release
    where recovery_hours is not null
        and released_at > $now::timestamp - interval 365 day and restored_at <= $now::timestamp
    union all
    select model, hours, true, fetched_at, [source], 0.8
    from drill
    where kind = 'rollback' and succeeded and hours is not null
        and drilled_at > $now::timestamp - interval 365 day and drilled_at <= $now::timestamp
),
unrestored as (
    select model, count(*) as failures
    from failed_release
    where (recovery_hours is null or restored_at > $now::timestamp)
        and released_at > $now::timestamp - interval 365 day and released_at <= $now::timestamp
    group by model
),
by_model as (
    select
        model,
        list(hours order by hours) as samples,
        count(*) filter (not drilled) as failures,
        count(*) filter (drilled) as drills,
        min(fetched_at) as observed_at,
        list_sort(list_distinct(flatten(list(sources)))) as sources,
        min(tier) as tier
    from recoveries
    group by model
)
select
    b.model,
    list_median(b.samples) as value,
    len(b.samples)::int as n,
    b.samples,
    b.observed_at,
    b.sources,
    b.tier,
    concat_ws(
        ' and ',
        case b.failures when 0 then null when 1 then '1 recovery'
            else b.failures || ' recoveries' end,
        case b.drills when 0 then null when 1 then '1 drill' else b.drills || ' drills' end
    )
    || ': '
    || array_to_string(list_transform(b.samples, lambda h: printf('%g', round(h, 1))), ', ')
    || ' hours' || coalesce('; ' || u.failures || ' not restored yet', '') as detail
from by_model b
left join unrestored u using (model)
join model m using (model)
where m.production
