-- # One row a production model of which a review of its overrules ended in a change, in the last 365
-- # days. A review that changed nothing may have had no reason to.
-- title = "Reasons for overruling changed policy or training"
-- unit = "yes or no"
-- needs = ["review:oversight"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
-- attestable = true
select
    r.model,
    1::double as value,
    r.fetched_at as observed_at,
    [r.source] as sources,
    r.tier,
    'the review of ' || strftime(r.reviewed_at, '%Y-%m-%d') || ' ended in a change' as detail
from review r
join model m on m.model = r.model and m.production
where r.kind = 'oversight' and r.outcome = 'change'
    and r.reviewed_at > $now::timestamp - interval 365 day and r.reviewed_at <= $now::timestamp
qualify row_number() over (partition by r.model order by r.reviewed_at desc, r.source) = 1
