-- One row a model and currency with a plan for the month of the last landed day of cost: its
-- forecast, else its budget.
with
last_day as (
    select max(day) as day from cost where day <= $now::date
),
plans as (
    select
        b.model, b.currency, b.kind,
        arg_min(b.amount, (t.precedence, b.amount)) as amount
    from budget b
    join source_trust t using (source)
    join last_day l on date_trunc('month', b.month) = date_trunc('month', l.day)
    where b.kind in ('budget', 'forecast')
        and ($models::varchar[] is null or b.model in (select unnest($models::varchar[])))
    group by b.model, b.currency, b.kind
)
select
    model,
    currency,
    coalesce(max(amount) filter (kind = 'forecast'), max(amount)) as planned,
    if(bool_or(kind = 'forecast'), 'forecast', 'budget') as kind
from plans
group by model, currency
order by model, currency
