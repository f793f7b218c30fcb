-- # One row a production model with a recovery in the last 365 days: whether all of them went
-- # without a manual step. One that is not known leaves it open, unless another one was manual.
-- title = "Recovery needs no manual step"
-- unit = "yes or no"
-- needs = ["deployment"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
-- attestable = true
with
recoveries as (
    select model, automatic, restored_at as recovered_at, fetched_at, sources, tier
    from failed_release
    where recovery_hours is not null
        and released_at > $now::timestamp - interval 365 day and restored_at <= $now::timestamp
    union all
    select model, automatic, drilled_at, fetched_at, [source], 0.8
    from drill
    where kind = 'rollback' and succeeded
        and drilled_at > $now::timestamp - interval 365 day and drilled_at <= $now::timestamp
),
by_model as (
    select
        r.model,
        bool_and(r.automatic) as known_ones_automatic,
        count(r.automatic) = count(*) as all_known,
        count(*)::int as n,
        max(r.recovered_at) filter (not r.automatic) as last_manual,
        min(r.fetched_at) as observed_at,
        list_sort(list_distinct(flatten(list(r.sources)))) as sources,
        min(r.tier) as tier
    from recoveries r
    join model m using (model)
    where m.production
    group by r.model
)
select
    model,
    case when known_ones_automatic then 1 else 0 end::double as value,
    n,
    observed_at,
    sources,
    tier,
    case when known_ones_automatic then 'all ' || n || ' were done by the pipeline'
        else 'the recovery of ' || strftime(last_manual, '%Y-%m-%d') || ' took a manual step'
    end as detail
from by_model
where all_known or not known_ones_automatic
