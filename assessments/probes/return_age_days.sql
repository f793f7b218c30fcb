-- # One row a production model on which going back was practised, in a drill that succeeded or for
-- # real: days since the last time. A pointer that is only polled moved at some time between two
-- # readings.
-- title = "Days since going back last worked"
-- unit = "days"
-- needs = ["drill", "deployment", "assignment"]
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
),
last_one as (
    select
        *,
        date_diff('day', at_latest, $now::timestamp) as days,
        date_diff('day', at_earliest, $now::timestamp) as most_days
    from practised
    where succeeded and at_latest <= $now::timestamp
    qualify row_number() over (partition by model order by at_latest desc, what, source) = 1
)
select
    model,
    case when days = most_days then days end::double as value,
    case when days is distinct from most_days then days end::double as low,
    case when days is distinct from most_days then most_days end::double as high,
    fetched_at as observed_at,
    [source] as sources,
    tier,
    what || ' was on ' || strftime(at_latest, '%Y-%m-%d') as detail
from last_one
