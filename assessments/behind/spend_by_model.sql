-- One row a model and currency: its part of the AI spend of the money window (money.sql), exact, and
-- how many charges make it; (unallocated) is what found no model.
with
money_window as (
    select max(day) as last_day from cost where day <= $now::date
)
select
    c.model,
    coalesce(m.production, false) as production,
    sum(c.effective_cost) as effective_cost,
    c.currency,
    sum(c.charges)::bigint as charges,
    min(c.day) as first_day,
    max(c.day) as last_day,
    list_sort(list(distinct c.source)) as sources
from cost c
cross join money_window w
left join model m using (model)
where c.ai_scope and c.charge_category <> 'Tax'
    and c.day > w.last_day - interval 30 day and c.day <= w.last_day
group by c.model, m.production, c.currency
order by effective_cost desc, c.model, c.currency
