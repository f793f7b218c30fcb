-- One row a spike: days on which a model (or what found no model) cost far more than usual, in one
-- currency. Days less than eight days apart are one spike.
--
-- What is usual is the median m of the cost of the 28 days before; days without cost are left out,
-- and fewer than 14 tell nothing. The spread s is the median of the distances from m, at least a
-- tenth of m. A day stands out if 0.6745 * (cost - m) / s > 3.5, the modified z-score and its limit
-- by Iglewicz and Hoaglin (1993): at the least spread, about half as much again as usual. A week
-- has its own shape, so it must also cost half as much again as the costliest of the same weekdays
-- among these days; and the excess must be a thousandth of what AI cost in that currency that day.
--
-- Cost is the effective cost of Usage charges in the AI scope; corrections of an earlier bill and
-- credits are no use of anything.
with
daily as (
    select
        model, currency, day,
        sum(effective_cost) as effective_cost
    from cost
    where ai_scope and charge_category = 'Usage' and correction is distinct from true
    group by model, currency, day
    having sum(effective_cost) > 0
),
whole as (
    select currency, day, sum(effective_cost)::double / 1000 as least_excess
    from daily
    group by currency, day
),
perhaps as (
    -- Only a model that costs as much as the least excess can exceed it: a few of many.
    select distinct daily.model, daily.currency
    from daily
    join whole using (currency, day)
    where daily.effective_cost::double >= whole.least_excess
),
compared as (
    select
        daily.*,
        median(effective_cost::double) over past as usual,
        list({'day': day, 'cost': effective_cost::double}) over past as days_before
    from daily
    join perhaps using (model, currency)
    window
        past as (
            partition by model, currency order by day
            range between interval 28 day preceding and interval 1 day preceding
        )
),
outstanding as (
    select
        compared.*,
        greatest(
            list_median(list_transform(days_before, lambda before: abs(before.cost - usual))),
            0.1 * usual
        ) as spread,
        list_max(
            list_transform(
                list_filter(days_before, lambda before: (compared.day - before.day) % 7 = 0),
                lambda before: before.cost
            )
        ) as same_weekday
    from compared
    join whole using (currency, day)
    where
        len(days_before) >= 14
        and effective_cost::double - usual >= whole.least_excess
        and 0.6745 * (effective_cost::double - usual) > 3.5 * spread
        and effective_cost::double > 1.5 * coalesce(same_weekday, 0)
),
begun as (
    select
        *,
        coalesce(
            day - lag(day) over (partition by model, currency order by day) > 7, true
        ) as begins
    from outstanding
),
numbered as (
    select
        begun.*,
        count(*) filter (begins) over (
            partition by model, currency order by day rows unbounded preceding
        ) as number
    from begun
),
billed as (
    select
        numbered.model, numbered.currency, numbered.day,
        list(distinct cost.source) as sources,
        min(cost.tier) as tier,
        min(cost.fetched_at) as fetched_at
    from numbered
    join cost using (model, currency, day)
    where
        cost.ai_scope and cost.charge_category = 'Usage'
        and cost.correction is distinct from true
    group by numbered.model, numbered.currency, numbered.day
)
select
    numbered.model,
    numbered.currency,
    min(numbered.day) as first_day,
    max(numbered.day) as last_day,
    count(*) as days,
    sum(effective_cost)::decimal(38, 12) as effective_cost,
    sum(usual::decimal(38, 12))::decimal(38, 12) as usual_cost,
    (sum(effective_cost) - sum(usual::decimal(38, 12)))::decimal(38, 12) as excess_cost,
    arg_max(numbered.day, effective_cost) as peak_day,
    list_sort(list_distinct(flatten(list(billed.sources)))) as sources,
    min(billed.tier) as tier,
    min(billed.fetched_at) as fetched_at
from numbered
join billed using (model, currency, day)
group by numbered.model, numbered.currency, numbered.number
