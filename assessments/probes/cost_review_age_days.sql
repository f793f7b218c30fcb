-- # One row a production model with a review of its business result in which its cost was on the
-- # table: days since the last one.
-- title = "Days since its cost was reviewed beside its result"
-- unit = "days"
-- needs = ["review:business"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
-- attestable = true
-- ages = true
select
    r.model,
    date_diff('day', max(r.reviewed_at), $now::timestamp)::double as value,
    min(r.fetched_at) as observed_at,
    list_sort(list(distinct r.source)) as sources,
    min(r.tier) as tier,
    'cost and result were reviewed on ' || strftime(max(r.reviewed_at), '%Y-%m-%d')
    || coalesce(' by ' || arg_max(r.reviewer, r.reviewed_at), '') as detail
from review r
join model m using (model)
where m.production and r.kind = 'business' and r.with_cost and r.reviewed_at <= $now::timestamp
group by r.model
