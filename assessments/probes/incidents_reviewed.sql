-- # One row a production model of which a serious incident of the last 365 days was reviewed. That
-- # no review is on record is no fact.
-- title = "Serious incidents are reviewed at times"
-- unit = "yes or no"
-- needs = ["incident"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 30
-- attestable = true
select
    model,
    1::double as value,
    min(fetched_at) as observed_at,
    list_sort(list(distinct source)) as sources,
    min(tier) as tier,
    count(*) || case count(*) when 1 then ' review' else ' reviews' end
    || ' of serious incidents in 365 days, the last (of ' || arg_max(incident, reviewed_at)
    || ') on ' || strftime(max(reviewed_at), '%Y-%m-%d') as detail
from serious_incident
where reviewed_at <= $now::timestamp
    and opened_at > $now::timestamp - interval 365 day and opened_at <= $now::timestamp
group by model
