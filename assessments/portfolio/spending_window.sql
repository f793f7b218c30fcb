-- One row a model (or `(unallocated)`) and currency: AI-scope effective cost of the money window
-- (money.sql), of the chosen models, provider and service.
with
last_day as (
    select max(day) as day from cost where day <= $now::date
)
select c.model, c.currency, sum(c.effective_cost) as effective_cost
from cost c, last_day l
where c.ai_scope and c.charge_category <> 'Tax'
    and c.day > l.day - interval 30 day and c.day <= l.day
    and ($models::varchar[] is null or c.model in (select unnest($models::varchar[])))
    and coalesce(c.provider = $provider, $provider is null)
    and coalesce(c.service = $service, $service is null)
group by c.model, c.currency
order by c.model, c.currency
