-- # One row a production model with a target for what a thousand predictions cost: in how many of
-- # its last three closed months it stayed within. A month whose unit cost is not known, or is in
-- # another currency than its target, may be within it or not.
-- title = "Closed months within the target of unit cost"
-- unit = "months"
-- needs = ["budget", "cost_daily", "metric_daily:requests_served"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 45
with
months as (
    select
        *,
        case when currencies = 1 then unit_cost <= unit_cost_target end as met,
        dense_rank() over (partition by model order by month desc) as place
    from model_month
    where month < date_trunc('month', $now::date)
        and month >= date_trunc('month', $now::date) - interval 6 month
),
counted as (
    select
        o.model,
        count(*) filter (o.met) as met,
        count(*) filter (not o.met) as missed,
        least(min(o.fetched_at), max(o.month) + interval 1 month) as observed_at,
        list_sort(list_distinct(flatten(list(o.sources)))) as sources,
        min(o.tier) as tier,
        string_agg(
            o.currency || ' '
            || coalesce(printf('%.4g', o.unit_cost::double), 'unknown') || ' per 1,000, target '
            || printf('%.4g', o.unit_cost_target::double) || ', in ' || strftime(o.month, '%Y-%m'),
            '; ' order by o.month desc, o.currency
        ) as detail
    from months o
    join model m using (model)
    where m.production and o.place <= 3 and o.unit_cost_target is not null
    group by o.model
)
select
    model,
    case when met + missed = 3 then met end::double as value,
    case when met + missed < 3 then met end::double as low,
    case when met + missed < 3 then 3 - missed end::double as high,
    observed_at,
    sources,
    tier,
    detail
from counted
