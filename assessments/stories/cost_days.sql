-- One row a day and currency: what the model cost, all charge categories but tax, oldest first.
select
    day,
    currency,
    sum(effective_cost) as effective_cost,
    list_sort(list(distinct source)) as sources
from cost
where model = $model and ai_scope and charge_category <> 'Tax' and day <= $now::date
group by day, currency
order by day, currency
