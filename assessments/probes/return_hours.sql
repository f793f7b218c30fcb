-- # One row a production model on which going back was timed in the last 180 days, in a drill that
-- # succeeded or for real: the hours that it took the last time, for real from the release that
-- # failed.
-- title = "Hours that going back took the last time"
-- unit = "hours"
-- needs = ["drill", "deployment"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
with
practised as (
    select
        d.model,
        'a drill' as what,
        d.drilled_at as at_earliest,
        d.drilled_at as at_latest,
        d.succeeded,
        d.hours,
        d.automatic,
        d.source,
        d.tier,
        d.fetched_at
    from drill d
    join model m on m.model = d.model and m.production
    where d.kind = 'rollback'
    union all
    select
        model,
        'the return' || coalesce(' to version ' || version, '') || ' (' || what || ')',
        at_earliest,
        at_latest,
        true,
        hours,
        automatic,
        source,
        tier,
        fetched_at
    from real_return
)
select
    model,
    hours::double as value,
    fetched_at as observed_at,
    [source] as sources,
    tier,
    what || ' of ' || strftime(at_latest, '%Y-%m-%d') || ' took ' || printf('%g', round(hours, 2))
    || ' hours' as detail
from practised
where succeeded and hours is not null
    and at_latest > $now::timestamp - interval 180 day and at_latest <= $now::timestamp
qualify row_number() over (partition by model order by at_latest desc, what, source) = 1
