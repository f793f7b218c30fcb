-- One row a production model and currency: AI-scope effective cost of the money window (money.sql).
with
money_window as (
    select max(day) as last_day from cost where day <= $now::date
)
select c.model, c.currency, sum(c.effective_cost) as effective_cost
from cost c, money_window w
where c.ai_scope and c.charge_category <> 'Tax'
    and c.day > w.last_day - interval 30 day and c.day <= w.last_day
    and c.model in (select model from model where production)
group by c.model, c.currency
order by c.model, c.currency
