-- # One row a production model: the share of its cost that stood idle, over the days of the last 30
-- # on which its use was measured; of several currencies the highest. Fewer than three days tell
-- # nothing.
-- title = "Cost that stands idle"
-- unit = "share"
-- needs = ["metric_daily:utilisation_percent", "cost_daily"]
-- per = "model"
-- kind = "share"
-- ttl_days = 14
with
by_currency as (
    select
        model,
        currency,
        sum(idle_cost) / sum(effective_cost) as idle,
        sum(effective_cost) as effective_cost,
        count(*) as days,
        max(day) as day,
        least(min(fetched_at), max(day) + interval 1 day) as observed_at,
        list_sort(list_distinct(flatten(list(sources)))) as sources,
        min(tier) as tier
    from utilisation
    where effective_cost is not null and day <= $now::date and day > $now::date - 30
    group by model, currency
    qualify row_number() over (partition by model order by idle desc, currency) = 1
)
select
    c.model,
    c.idle as value,
    c.days::int as n,
    c.observed_at,
    c.sources,
    c.tier,
    printf('%.1f %%', 100 * c.idle) || ' of ' || c.currency || ' '
    || format('{:,}', c.effective_cost::bigint) || ' stood idle on ' || c.days
    || case c.days when 1 then ' measured day' else ' measured days' end || ' to '
    || strftime(c.day, '%Y-%m-%d') as detail
from by_currency c
join model m using (model)
where m.production
