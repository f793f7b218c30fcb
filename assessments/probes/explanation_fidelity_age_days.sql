-- # One row a production model whose explanations were tested for fidelity, whether they say what
-- # the model does: days since the last test.
-- title = "Days since the explanations were last tested for fidelity"
-- unit = "days"
-- needs = ["metric_daily:explanation_fidelity"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
-- attestable = true
-- ages = true
with
last_test as (
    select
        model,
        max(day) as day,
        arg_max(value, day) as fidelity,
        min(fetched_at) as observed_at,
        list_sort(list(distinct source)) as sources,
        min(tier) as tier
    from metric
    where metric = 'explanation_fidelity' and day <= $now::date
    group by model
)
select
    t.model,
    date_diff('day', t.day, $now::date)::double as value,
    t.observed_at,
    t.sources,
    t.tier,
    'last tested on ' || strftime(t.day, '%Y-%m-%d') || ', fidelity '
    || printf('%g', round(t.fidelity, 3)) as detail
from last_test t
join model m using (model)
where m.production
