-- # One row while something that has answered no request for 60 days is still billed: the one that
-- # costs most. That unused endpoints expire by themselves can only be attested.
-- title = "Unused endpoints expire automatically"
-- unit = "yes or no"
-- needs = ["cost_daily", "metric_daily:requests_served"]
-- per = "organisation"
-- kind = "fact"
-- ttl_days = 35
-- attestable = true
select
    0::double as value,
    least(fetched_at, day + interval 1 day) as observed_at,
    sources,
    tier,
    thing || ' is still billed and has answered no request since ' || strftime(
        coalesce(last_used_day, counted_since), '%Y-%m-%d'
    ) as detail
from spend_use
where state = 'unused'
    and counted_since <= day - interval 59 day
    and coalesce(last_used_day <= day - interval 60 day, true)
qualify row_number() over (order by effective_cost desc, thing) = 1
