-- One row a provider and service of the AI bill of the last 365 landed days.
with
last_day as (
    select max(day) as day from cost where day <= $now::date
)
select distinct c.provider, c.service
from cost c, last_day l
where c.ai_scope and c.charge_category <> 'Tax'
    and c.day > l.day - interval 365 day and c.day <= l.day
order by c.provider, c.service nulls last
