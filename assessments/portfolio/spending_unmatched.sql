-- One row a thing that was charged for and found no model, in one currency, the costliest first:
-- AI-scope effective cost without tax of the money window (money.sql), of the chosen provider and
-- service. `what` is the name that the thing bears where one says which model it belongs to
-- (unmatched.sql); none is of a chosen model.
with
last_day as (
    select max(day) as day from cost where day <= $now::date
)
select
    c.provider,
    c.service,
    c.account,
    c.resource,
    coalesce(c.resource, c.service, c.account, c.provider) as what,
    c.currency,
    sum(c.effective_cost) as effective_cost,
    min(c.day) as first_day,
    max(c.day) as last_day
from cost c, last_day l
where c.ai_scope and c.charge_category <> 'Tax' and c.model = '(unallocated)'
    and c.day > l.day - interval 30 day and c.day <= l.day
    and $models::varchar[] is null
    and coalesce(c.provider = $provider, $provider is null)
    and coalesce(c.service = $service, $service is null)
group by all
order by c.currency, effective_cost desc, c.provider, c.service, c.account, c.resource
