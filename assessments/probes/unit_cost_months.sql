-- # One row a production model with a closed month of cost: in how many of its last three the cost
-- # of a thousand requests is known. A month of cost without a single request has none; where
-- # nobody counted the requests, it may be known or not.
-- title = "Closed months with a known cost of a thousand predictions"
-- unit = "months"
-- needs = ["cost_daily", "metric_daily:requests_served"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 45
with
months as (
    select
        model,
        month,
        bool_and(unit_cost is not null) as known,
        bool_and(requests is not null and requests = 0 and request_days >= 0.9 * days) as unused,
        string_agg(
            currency || ' ' || printf('%.4g', coalesce(unit_cost, effective_cost)::double),
            ' and ' order by currency
        ) as amounts,
        min(fetched_at) as fetched_at,
        flatten(list(sources)) as sources,
        min(tier) as tier
    from model_month
    where month < date_trunc('month', $now::date)
        and month >= date_trunc('month', $now::date) - interval 6 month
    group by model, month
    qualify row_number() over (partition by model order by month desc) <= 3
),
counted as (
    select
        o.model,
        count(*) filter (o.known) as known,
        count(*) filter (o.unused) as unused,
        least(min(o.fetched_at), max(o.month) + interval 1 month) as observed_at,
        list_sort(list_distinct(flatten(list(o.sources)))) as sources,
        min(o.tier) as tier,
        string_agg(
            case
                when o.known then o.amounts || ' per 1,000'
                when o.unused then 'cost without use (' || o.amounts || ', no request)'
                else 'requests not counted'
            end || ' in ' || strftime(o.month, '%Y-%m'),
            '; ' order by o.month desc
        ) as detail
    from months o
    join model m using (model)
    where m.production
    group by o.model
)
select
    model,
    case when known + unused = 3 then known end::double as value,
    case when known + unused between 1 and 2 then known end::double as low,
    case when known + unused between 1 and 2 then 3 - unused end::double as high,
    observed_at,
    sources,
    tier,
    detail
from counted
