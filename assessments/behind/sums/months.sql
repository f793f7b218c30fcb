-- One row a closed month and currency of one model (model_month), latest first, a year back: what it
-- cost, what it answered, the one by the other, and what was planned for both.
select
    month,
    effective_cost,
    requests,
    unit_cost,
    unit_cost_target,
    planned,
    budget,
    forecast,
    currency,
    sources
from model_month
where model = $model
    and month < date_trunc('month', $now::date)
    and month >= date_trunc('month', $now::date) - interval 12 month
order by month desc, currency
