-- # One row a production model with a recovery in the last 365 days: how many of its failed
-- # releases and timed rollback drills were over within one hour.
-- title = "Failed releases recovered within one hour"
-- unit = "share"
-- needs = ["incident"]
-- per = "model"
-- kind = "share"
-- ttl_days = 30
with
recoveries as (
    select model, recovery_hours as hours, fetched_at, sources, tier
    from failed_release
    where recovery_hours is not null
        and released_at > $now::timestamp - interval 365 day and restored_at <= $now::timestamp
    union all
    select model, hours, fetched_at, [source], 0.8
    from drill
    where kind = 'rollback' and succeeded and hours is not null
        and drilled_at > $now::timestamp - interval 365 day and drilled_at <= $now::timestamp
)
select
    r.model,
    count(*) filter (r.hours <= 1) / count(*) as value,
    count(*)::int as n,
    (count(*) filter (r.hours <= 1))::int as hits,
    min(r.fetched_at) as observed_at,
    list_sort(list_distinct(flatten(list(r.sources)))) as sources,
    min(r.tier) as tier,
    count(*) filter (r.hours <= 1) || ' of ' || count(*) || ' recovered within 1 hour' as detail
from recoveries r
join model m using (model)
where m.production
group by r.model
