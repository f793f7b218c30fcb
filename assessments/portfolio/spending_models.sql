-- One row a model that paid something to the chosen provider and service in 365 landed days.
with
last_day as (
    select max(day) as day from cost where day <= $now::date
)
select distinct c.model
from cost c, last_day l
where c.ai_scope and c.charge_category <> 'Tax' and c.model <> '(unallocated)'
    and c.day > l.day - interval 365 day and c.day <= l.day
    and ($models::varchar[] is null or c.model in (select unnest($models::varchar[])))
    and coalesce(c.provider = $provider, $provider is null)
    and coalesce(c.service = $service, $service is null)
order by c.model
