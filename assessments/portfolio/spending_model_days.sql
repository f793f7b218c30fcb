-- One row a model, currency and day of the models that cost most in the month of the last landed
-- day: AI-scope effective cost without tax of the last 400 landed days, of the chosen models,
-- provider and service.
with
last_day as (
    select max(day) as day from cost where day <= $now::date
),
chosen as (
    select c.model, c.currency, c.day, c.effective_cost, l.day as last_day
    from cost c, last_day l
    where c.ai_scope and c.charge_category <> 'Tax' and c.model <> '(unallocated)'
        and c.day > l.day - interval 400 day and c.day <= l.day
        and ($models::varchar[] is null or c.model in (select unnest($models::varchar[])))
        and coalesce(c.provider = $provider, $provider is null)
        and coalesce(c.service = $service, $service is null)
),
costliest as (
    select
        model, currency,
        row_number() over (
            partition by currency order by sum(effective_cost) desc, model
        ) as place
    from chosen
    where day >= date_trunc('month', last_day)
    group by model, currency
    qualify place <= $shown
)
select c.model, c.currency, k.place, c.day, sum(c.effective_cost) as effective_cost
from chosen c
join costliest k using (model, currency)
group by all
order by c.currency, k.place, c.day
