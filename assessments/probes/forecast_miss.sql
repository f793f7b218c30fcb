-- # One row a production model: of each of the last six closed months with a forecast (else a
-- # budget), how far what it cost was from that, as a share of what it cost.
-- title = "How far the forecast was off"
-- unit = "share"
-- needs = ["budget", "cost_daily"]
-- per = "model"
-- kind = "sample"
-- ttl_days = 45
with
months as (
    -- In several currencies the month is as far off as the worst of them.
    select
        model,
        month,
        max(abs(variance)) as miss,
        arg_max(variance, abs(variance)) as variance,
        min(fetched_at) as fetched_at,
        flatten(list(sources)) as sources,
        min(tier) as tier
    from model_month
    where variance is not null
        and month < date_trunc('month', $now::date)
        and month >= date_trunc('month', $now::date) - interval 12 month
    group by model, month
    qualify row_number() over (partition by model order by month desc) <= 6
)
select
    o.model,
    list_median(list(o.miss)) as value,
    count(*)::int as n,
    list(o.miss order by o.miss) as samples,
    -- A month is known once it has ended, whenever it is read.
    least(min(o.fetched_at), max(o.month) + interval 1 month) as observed_at,
    list_sort(list_distinct(flatten(list(o.sources)))) as sources,
    min(o.tier) as tier,
    'cost above the plan, as a share of the actual cost: ' || string_agg(
        printf('%+.1f %%', 100 * o.variance) || ' in ' || strftime(o.month, '%Y-%m'),
        ', ' order by o.month desc
    ) as detail
from months o
join model m using (model)
where m.production
group by o.model
