-- One row a currency and day: AI-scope effective cost without tax of the last 400 landed days, of
-- the chosen models, provider and service; last_day is the last day of cost landed of any.
with
last_day as (
    select max(day) as day from cost where day <= $now::date
)
select c.currency, c.day, any_value(l.day) as last_day, sum(c.effective_cost) as effective_cost
from cost c, last_day l
where c.ai_scope and c.charge_category <> 'Tax'
    and c.day > l.day - interval 400 day and c.day <= l.day
    and ($models::varchar[] is null or c.model in (select unnest($models::varchar[])))
    and coalesce(c.provider = $provider, $provider is null)
    and coalesce(c.service = $service, $service is null)
group by c.currency, c.day
order by c.currency, c.day
