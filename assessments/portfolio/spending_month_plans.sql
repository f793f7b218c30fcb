-- One row a month of the last twelve and currency: what the models that have a plan for it were
-- planned at (their forecast, else their budget), and how many they are. In a closed month
-- effective_cost is what they cost; the month of the last landed day still runs, and has none.
with
last_day as (
    select max(day) as day from cost where day <= $now::date
),
running as (
    select
        b.model, b.currency,
        arg_min(b.amount, (t.precedence, b.amount)) filter (kind = 'forecast') as forecast,
        arg_min(b.amount, (t.precedence, b.amount)) filter (kind = 'budget') as budget
    from budget b
    join source_trust t using (source)
    join last_day l on date_trunc('month', b.month) = date_trunc('month', l.day)
    where b.kind in ('budget', 'forecast')
    group by b.model, b.currency
),
plans as (
    select m.model, m.month, m.currency, m.planned, m.effective_cost
    from model_month m, last_day l
    where m.planned is not null
        and m.month >= date_trunc('month', l.day) - interval 11 month
        and m.month < date_trunc('month', l.day)
    union all
    select
        r.model, date_trunc('month', l.day)::date, r.currency, coalesce(r.forecast, r.budget), null
    from running r, last_day l
)
select
    month,
    currency,
    sum(planned) as planned,
    sum(effective_cost) as effective_cost,
    count(*) as models
from plans
where $models::varchar[] is null or model in (select unnest($models::varchar[]))
group by month, currency
order by currency, month
