-- One row a plan for one month of the model, beside what that month cost, newest first.
with
spent as (
    select date_trunc('month', day)::date as month, currency, sum(effective_cost) as effective_cost
    from cost
    where model = $model and ai_scope and charge_category <> 'Tax' and day <= $now::date
    group by month, currency
)
select b.month, b.kind, b.amount, b.currency, s.effective_cost, b.source
from budget b
left join spent s on s.month = date_trunc('month', b.month)::date and s.currency = b.currency
where b.model = $model
order by b.month desc, b.kind, b.currency, b.source
