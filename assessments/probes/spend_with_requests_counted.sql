-- # One row: the share of AI spend, over the 30 days that end with the last landed day of cost, of
-- # which it is known whether what it paid for answered a request; of several currencies the
-- # lowest.
-- title = "AI spend of which it is known whether it is used"
-- unit = "share"
-- needs = ["cost_daily", "metric_daily:requests_served"]
-- per = "organisation"
-- kind = "fact"
-- ttl_days = 35
with
shares as (
    select
        currency,
        any_value(day) as day,
        coalesce(sum(effective_cost) filter (state <> 'unknown'), 0) / sum(effective_cost)
            as share,
        least(min(fetched_at), any_value(day) + interval 1 day) as observed_at,
        flatten(list(sources)) as sources,
        min(tier) as tier
    from spend_use
    group by currency
)
select
    min(share)::double as value,
    min(observed_at) as observed_at,
    list_sort(list_distinct(flatten(list(sources)))) as sources,
    min(tier) as tier,
    'requests are counted for ' || printf('%.1f', 100 * min(share)) || ' % of AI spend in '
    || arg_min(currency, (share, currency)) || ', 30 days to ' || strftime(max(day), '%Y-%m-%d')
    || case when count(*) > 1 then '; the lowest of ' || count(*) || ' currencies' else '' end
        as detail
from shares
having count(*) > 0 and exists (select 1 from counted_use)
