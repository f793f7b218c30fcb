-- One row a month of use, currency and model of those that cost most; kind `others` is all other
-- models in one, `none` what found no model. AI scope without tax, the last twelve months, of the
-- chosen models, provider and service.
with
last_day as (
    select max(day) as day from cost where day <= $now::date
),
months as (
    select
        date_trunc('month', c.day)::date as month, c.model, c.currency,
        sum(c.effective_cost) as effective_cost
    from cost c, last_day l
    where c.ai_scope and c.charge_category <> 'Tax'
        and c.day >= date_trunc('month', l.day) - interval 11 month and c.day <= l.day
        and ($models::varchar[] is null or c.model in (select unnest($models::varchar[])))
        and coalesce(c.provider = $provider, $provider is null)
        and coalesce(c.service = $service, $service is null)
    group by all
),
ranked as (
    select
        model, currency,
        row_number() over (
            partition by currency order by sum(effective_cost) desc, model
        ) as place
    from months
    where model <> '(unallocated)'
    group by model, currency
)
select
    m.month,
    m.currency,
    case when m.model = '(unallocated)' then 'none' when r.place <= $shown then 'model'
        else 'others' end as kind,
    case when r.place <= $shown then m.model end as model,
    sum(m.effective_cost) as effective_cost
from months m
left join ranked r using (model, currency)
group by all
order by m.currency, m.month, kind, model
