-- # One row once an alert of cost of the last 365 days was closed without a cause: that each
-- # surprise leaves a ticket and a review can only be attested.
-- title = "Each surprise of cost leaves a ticket and a review"
-- unit = "yes or no"
-- needs = ["cost_alert"]
-- per = "organisation"
-- kind = "fact"
-- ttl_days = 45
-- attestable = true
select
    0::double as value,
    min(fetched_at) as observed_at,
    list_sort(list(distinct source)) as sources,
    min(tier) as tier,
    count(*) || case count(*) when 1 then ' alert was' else ' alerts were' end
    || ' closed without a cause, the last one on '
    || strftime(max(closed_at), '%Y-%m-%d') as detail
from cost_alert
where closed_at <= $now::timestamp
    and opened_at > $now::timestamp - interval 365 day
    and cause is null
having count(*) > 0
