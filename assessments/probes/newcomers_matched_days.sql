-- # One row while a newcomer in the AI bill waits for its model: how long the one that waits
-- # longest has waited, the least that matching can take. That newcomers are matched in time can
-- # only be attested.
-- title = "Days until a newcomer is matched"
-- unit = "days"
-- needs = ["cost_daily"]
-- per = "organisation"
-- kind = "fact"
-- ttl_days = 35
-- attestable = true
with
first_days as (
    select source, min(day) as day from cost group by source
),
resources as (
    select
        c.source,
        c.resource,
        min(c.day) as first_day,
        max(c.day) as last_day,
        max(c.fetched_at) as fetched_at,
        min(c.tier) as tier
    from cost c
    where c.resource is not null and c.ai_scope and c.model = '(unallocated)'
        and c.method <> 'shared' and c.charge_category = 'Usage' and c.effective_cost > 0
        and c.day <= $now::date
    group by c.source, c.resource
),
waiting as (
    select r.*, date_diff('day', r.first_day, r.last_day) as days
    from resources r
    join first_days f using (source)
    -- What is there from the first landed day on is no newcomer.
    where r.first_day > f.day
        and r.first_day > $now::date - 90
        and r.last_day > $now::date - 30
)
select
    null::double as value,
    days::double as low,
    fetched_at as observed_at,
    [source] as sources,
    tier,
    resource || ' is in the bill since ' || strftime(first_day, '%Y-%m-%d')
    || ' and has no model' as detail
from waiting
qualify row_number() over (order by days desc, resource) = 1
