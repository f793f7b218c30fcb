-- One row a model and currency with a closed month in the last twelve: what the last one cost and
-- was planned at, by how much the last six with a plan went over it together, and the last six
-- months with what a thousand requests cost in them, newest first.
with
months as (
    select *, row_number() over (partition by model, currency order by month desc) as place
    from model_month
    where month < date_trunc('month', $now::date)
        and month >= date_trunc('month', $now::date) - interval 12 month
        and ($models::varchar[] is null or model in (select unnest($models::varchar[])))
)
select
    model,
    currency,
    max(month) as month,
    max(effective_cost) filter (place = 1) as effective_cost,
    max(budget) filter (place = 1) as budget,
    max(forecast) filter (place = 1) as forecast,
    max(planned) filter (place = 1) as planned,
    sum(effective_cost - planned) filter (planned is not null and place <= 6) as overrun,
    count(*) filter (planned is not null and place <= 6) as planned_months,
    list(
        {
            'month': month, 'unit_cost': unit_cost, 'target': unit_cost_target,
            'requests': requests
        }
        order by month desc
    ) filter (place <= 6) as months
from months
group by model, currency
order by model, currency
