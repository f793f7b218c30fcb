-- One row a month of use and currency: what the model cost, all charge categories but tax.
select
    date_trunc('month', day)::date as month,
    currency,
    sum(effective_cost) as effective_cost,
    sum(billed_cost) as billed_cost,
    bool_or(estimated) as estimated
from cost
where model = $model and ai_scope and charge_category <> 'Tax' and day <= $now::date
group by month, currency
order by month desc, currency
