-- # One row a production model whose serving version was measured by group: days since the last
-- # time.
-- title = "Days since the serving version was measured by group"
-- unit = "days"
-- needs = ["evaluation", "assignment"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
select
    e.model,
    date_diff('day', max(e.evaluated_at), $now::timestamp)::double as value,
    min(e.fetched_at) as observed_at,
    list_sort(list(distinct e.source)) as sources,
    min(e.tier) as tier,
    'version ' || any_value(e.serving) || ' was last measured by group on '
    || strftime(max(e.evaluated_at), '%Y-%m-%d') as detail
from evaluation e
join model m on m.model = e.model and m.production
where e.of_group and e.of_serving and e.evaluated_at <= $now::timestamp
group by e.model
