-- # One row a production model on which going back was tried, in a drill or for real: whether it
-- # worked the last time.
-- title = "Going back worked the last time"
-- unit = "yes or no"
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
)
select
    model,
    succeeded::int::double as value,
    fetched_at as observed_at,
    [source] as sources,
    tier,
    what || ' of ' || strftime(at_latest, '%Y-%m-%d')
    || case when succeeded then ' worked' else ' failed' end as detail
from practised
where at_latest <= $now::timestamp
qualify row_number() over (partition by model order by at_latest desc, what, source) = 1
