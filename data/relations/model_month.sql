-- One row a model, closed month and currency: what it cost, how many requests it answered, what a
-- thousand of them cost, and what was planned. A month is closed once cost is landed past its end,
-- and whole if cost was landed from its first day on, by every source that billed the model in it
-- or in the month before. Cost is that of the AI scope, all charge categories but tax. Requests of
-- a day are the sum over a source's labels, of several sources the largest. unit_cost is null where
-- requests were counted on fewer than nine in ten of the days on which it used something, and where
-- credits outweigh the charges. planned is the forecast, else the budget; variance is what it cost
-- above that (negative: below), as a share of what it cost.
with
landed_days as (
    select source, min(day) as first_day, max(day) as last_day
    from cost
    where charge_category = 'Usage'
    group by source
),
billed as (
    select
        model,
        date_trunc('month', day)::date as month,
        currency,
        source,
        sum(effective_cost) as effective_cost,
        sum(billed_cost) as billed_cost,
        -- One bit a day of the month.
        bit_or(1::bigint << day(day)) filter (
            charge_category = 'Usage' and effective_cost > 0
        ) as days,
        bool_or(estimated) as estimated,
        min(tier) as tier,
        min(fetched_at) as fetched_at
    from cost
    where model <> '(unallocated)' and ai_scope and charge_category <> 'Tax'
    group by all
),
billing as (
    -- A source that billed the model the month before may still have to bill it for this one.
    select distinct model, source, month from billed
    union
    select distinct model, source, (month + interval 1 month)::date from billed
),
closed as (
    select billing.model, billing.month
    from billing
    left join landed_days using (source)
    group by billing.model, billing.month
    having
        bool_and(
            landed_days.last_day >= billing.month + interval 1 month
            and landed_days.first_day <= billing.month
        )
),
summed as (
    select
        model,
        month,
        currency,
        sum(effective_cost) as effective_cost,
        sum(billed_cost) as billed_cost,
        bool_or(estimated) as estimated,
        coalesce(bit_count(bit_or(days)), 0)::bigint as days,
        list(source) as sources,
        min(tier) as tier,
        min(fetched_at) as fetched_at,
        count(*) over (partition by model, month) as currencies
    from billed
    join closed using (model, month)
    group by model, month, currency
),
counted_day as (
    select model, day, max(requests) as requests
    from (
        select model, day, source, sum(value) as requests
        from metric
        where metric = 'requests_served' and model <> '(unallocated)'
        group by model, day, source
    )
    group by model, day
),
counter as (
    select
        model,
        date_trunc('month', day)::date as month,
        list(distinct source) as sources,
        min(tier) as tier,
        min(fetched_at) as fetched_at
    from metric
    where metric = 'requests_served' and model <> '(unallocated)'
    group by model, month
),
counted as (
    select
        model,
        date_trunc('month', day)::date as month,
        sum(requests) as requests,
        count(*) as request_days
    from counted_day
    group by model, month
),
planned as (
    select
        budget.model,
        date_trunc('month', budget.month)::date as month,
        budget.currency,
        arg_min(budget.amount, (trust.precedence, budget.amount)) filter (kind = 'budget')
            as budget,
        arg_min(budget.amount, (trust.precedence, budget.amount)) filter (kind = 'forecast')
            as forecast,
        arg_min(budget.amount, (trust.precedence, budget.amount)) filter (kind = 'unit_cost')
            as unit_cost_target,
        list(distinct budget.source) as sources,
        min(budget.tier) as tier,
        min(budget.fetched_at) as fetched_at
    from budget
    join source_trust as trust using (source)
    group by all
)
select
    summed.model,
    summed.month,
    summed.currency,
    summed.currencies,
    summed.effective_cost,
    summed.billed_cost,
    summed.estimated,
    summed.days,
    counted.requests,
    counted.request_days,
    case
        when
            counted.requests > 0
            and counted.request_days >= 0.9 * summed.days
            and summed.effective_cost >= 0
            then (summed.effective_cost::double / counted.requests * 1000)::decimal(38, 12)
    end as unit_cost,
    planned.unit_cost_target,
    planned.budget,
    planned.forecast,
    coalesce(planned.forecast, planned.budget) as planned,
    case
        when summed.effective_cost > 0
            then
                (summed.effective_cost - coalesce(planned.forecast, planned.budget))::double
                / summed.effective_cost::double
    end as variance,
    list_sort(
        list_distinct(
            list_concat(
                summed.sources, coalesce(counter.sources, []), coalesce(planned.sources, [])
            )
        )
    ) as sources,
    least(summed.tier, counter.tier, planned.tier) as tier,
    least(summed.fetched_at, counter.fetched_at, planned.fetched_at) as fetched_at
from summed
left join counted using (model, month)
left join counter using (model, month)
left join planned using (model, month, currency)
