-- One row a rule and currency: what it put to the model in the last 365 landed days of cost, and
-- which charges of which files stand behind it. A credit can make an amount negative.
with
last_day as (
    select max(day) as day from cost where day <= $now::date
)
select
    c.method,
    c.rule,
    c.currency,
    sum(c.effective_cost) as effective_cost,
    sum(c.billed_cost) as billed_cost,
    sum(c.charges)::bigint as charges,
    coalesce(list_sort(list(distinct c.file) filter (c.file is not null)), []) as files,
    list_sort(list(distinct c.source)) as sources,
    min(c.day) as first_day,
    max(c.day) as last_day
from cost c, last_day l
where c.model = $model and c.ai_scope and c.charge_category <> 'Tax'
    and c.day > l.day - interval 365 day and c.day <= l.day
group by c.method, c.rule, c.currency
order by effective_cost desc, c.method, c.rule, c.currency
