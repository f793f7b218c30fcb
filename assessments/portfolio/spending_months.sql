-- One row a month of use, currency and part (a model, a provider or a service, as $by says) of those
-- that cost most; kind `others` is all other parts in one, `none` what names no part: for models,
-- what found none. AI scope without tax, the last twelve months, of the chosen models, provider and
-- service.
with
last_day as (
    select max(day) as day from cost where day <= $now::date
),
months as (
    select
        date_trunc('month', c.day)::date as month,
        case $by
            when 'provider' then c.provider
            when 'service' then c.service
            else nullif(c.model, '(unallocated)')
        end as part,
        c.currency,
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
        part, currency,
        row_number() over (
            partition by currency order by sum(effective_cost) desc, part
        ) as place
    from months
    where part is not null
    group by part, currency
)
select
    m.month,
    m.currency,
    case when m.part is null then 'none' when r.place <= $shown then 'part'
        else 'others' end as kind,
    case when r.place <= $shown then m.part end as part,
    sum(m.effective_cost) as effective_cost
from months m
left join ranked r using (part, currency)
group by all
order by m.currency, m.month, kind, part
