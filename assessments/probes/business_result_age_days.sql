-- # One row a production model whose business result is measured: days since the last number.
-- title = "Days since its business result was last measured"
-- unit = "days"
-- needs = ["metric_daily:business_kpi"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 14
-- attestable = true
-- ages = true
select
    k.model,
    date_diff('day', max(k.day), $now::date)::double as value,
    min(k.fetched_at) as observed_at,
    list_sort(list(distinct k.source)) as sources,
    min(k.tier) as tier,
    'last number on ' || strftime(max(k.day), '%Y-%m-%d') || ': '
    || printf('%g', arg_max(k.value, k.day)) || coalesce(' ' || arg_max(k.unit, k.day), '')
        as detail
from metric k
join model m using (model)
where m.production and k.metric = 'business_kpi' and k.day <= $now::date
group by k.model
