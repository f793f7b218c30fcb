-- # One row a production model with a business review on record: days since the last one.
-- title = "Days since its last business review"
-- unit = "days"
-- needs = ["review:business"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
-- attestable = true
-- ages = true
with
last_review as (
    select *
    from review
    where kind = 'business' and reviewed_at <= $now::timestamp
    qualify row_number() over (partition by model order by reviewed_at desc, source) = 1
)
select
    r.model,
    date_diff('day', r.reviewed_at, $now::timestamp)::double as value,
    r.fetched_at as observed_at,
    [r.source] as sources,
    r.tier,
    'reviewed on ' || strftime(r.reviewed_at, '%Y-%m-%d') || coalesce(' by ' || r.reviewer, '')
        as detail
from last_review r
join model m using (model)
where m.production
