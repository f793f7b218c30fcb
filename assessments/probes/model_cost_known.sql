-- # One row a production model with a closed month of cost: what the last one cost is known. A cost
-- # that is only estimated, from a list price or a meter, leaves it open.
-- title = "What it costs in a month is known"
-- unit = "yes or no"
-- needs = ["cost_daily"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 45
with
months as (
    select *
    from model_month
    where month < date_trunc('month', $now::date)
    qualify rank() over (partition by model order by month desc) = 1
)
select
    o.model,
    case when not bool_or(o.estimated) then 1 end::double as value,
    least(min(o.fetched_at), any_value(o.month) + interval 1 month) as observed_at,
    list_sort(list_distinct(flatten(list(o.sources)))) as sources,
    min(o.tier) as tier,
    string_agg(
        o.currency || ' ' || format('{:,}', o.effective_cost::bigint), ' and ' order by o.currency
    )
    || ' in ' || strftime(any_value(o.month), '%Y-%m')
    || case when bool_or(o.estimated) then ', in part only estimated' else '' end as detail
from months o
join model m using (model)
where m.production
group by o.model
