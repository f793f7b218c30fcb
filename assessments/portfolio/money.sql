-- One row a currency: AI-scope effective cost of the money window, all charge categories but tax.
-- The window is the 30 days that end with the last landed day of cost on or before now.
with
money_window as (
    select max(day) as last_day from cost where day <= $now::date
),
ai_cost as (
    select c.currency, c.model, c.effective_cost, w.last_day
    from cost c, money_window w
    where c.ai_scope and c.charge_category <> 'Tax'
        and c.day > w.last_day - interval 30 day and c.day <= w.last_day
)
select
    c.currency,
    sum(c.effective_cost) as effective_cost,
    coalesce(sum(c.effective_cost) filter (m.production), 0) as production,
    coalesce(
        sum(c.effective_cost) filter (c.model <> '(unallocated)' and m.production is not true), 0
    ) as other_models,
    coalesce(sum(c.effective_cost) filter (c.model = '(unallocated)'), 0) as unallocated
from ai_cost c
left join model m using (model)
group by c.currency
order by c.currency
