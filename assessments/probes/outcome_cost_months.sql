-- # One row a production model whose successful outcomes are counted: in how many of its last three
-- # closed months it is known what one of them cost. A month of cost without a single success has
-- # no such cost; where nobody counted, it may be known or not.
-- title = "Closed months with a known cost of a successful outcome"
-- unit = "months"
-- needs = ["cost_daily", "metric_daily:successful_outcomes"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 45
with
outcomes as (
    select
        model,
        date_trunc('month', day)::date as month,
        sum(value) as outcomes,
        list(distinct source) as sources,
        min(tier) as tier,
        min(fetched_at) as fetched_at
    from metric
    where metric = 'successful_outcomes'
    group by all
),
months as (
    select
        o.model,
        o.month,
        any_value(s.outcomes) as outcomes,
        string_agg(
            o.currency || ' ' || printf('%.4g', o.effective_cost::double / nullif(s.outcomes, 0)),
            ' and ' order by o.currency
        ) as amounts,
        least(min(o.fetched_at), any_value(s.fetched_at)) as fetched_at,
        list_concat(flatten(list(o.sources)), coalesce(any_value(s.sources), [])) as sources,
        least(min(o.tier), any_value(s.tier)) as tier
    from model_month o
    left join outcomes s using (model, month)
    where o.month < date_trunc('month', $now::date)
        and o.month >= date_trunc('month', $now::date) - interval 6 month
        and o.model in (select model from outcomes)
    group by o.model, o.month
    qualify row_number() over (partition by o.model order by o.month desc) <= 3
),
counted as (
    select
        o.model,
        count(*) filter (o.outcomes > 0) as known,
        count(*) filter (o.outcomes = 0) as none,
        least(min(o.fetched_at), max(o.month) + interval 1 month) as observed_at,
        list_sort(list_distinct(flatten(list(o.sources)))) as sources,
        min(o.tier) as tier,
        string_agg(
            case
                when o.outcomes > 0 then o.amounts || ' per successful outcome'
                when o.outcomes = 0 then 'cost without a success'
                else 'outcomes not counted'
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
    case when known + none = 3 then known end::double as value,
    case when known + none between 1 and 2 then known end::double as low,
    case when known + none between 1 and 2 then 3 - none end::double as high,
    observed_at,
    sources,
    tier,
    detail
from counted
