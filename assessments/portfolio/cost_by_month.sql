-- One row a month of use, model (or `(unallocated)`) and currency: AI-scope cost without tax.
select
    date_trunc('month', day)::date as month,
    model,
    currency,
    sum(effective_cost) as effective_cost,
    sum(billed_cost) as billed_cost
from cost
where ai_scope and charge_category <> 'Tax' and day <= $now::date
group by month, model, currency
order by month, model, currency
