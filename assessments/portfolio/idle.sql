-- One row a model and currency: of what it cost on the measured days of the last 30, how much stood
-- idle, costliest first.
select
    model,
    currency,
    sum(effective_cost) as effective_cost,
    sum(idle_cost) as idle_cost,
    count(*) as days,
    max(day) as last_day
from utilisation
where effective_cost is not null and day <= $now::date and day > $now::date - 30
    and ($models::varchar[] is null or model in (select unnest($models::varchar[])))
group by model, currency
order by idle_cost desc, model, currency
