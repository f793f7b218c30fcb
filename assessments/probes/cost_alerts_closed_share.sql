-- # One row: of the alerts of cost of the last 365 days that are at least 30 days old, the share
-- # that was closed with a cause.
-- title = "Alerts of cost closed with a cause"
-- unit = "share"
-- needs = ["cost_alert"]
-- per = "organisation"
-- kind = "share"
-- ttl_days = 35
select
    count(*) filter (closed_at <= $now::timestamp and cause is not null) / count(*) as value,
    count(*)::int as n,
    (count(*) filter (closed_at <= $now::timestamp and cause is not null))::int as hits,
    min(fetched_at) as observed_at,
    list_sort(list(distinct source)) as sources,
    min(tier) as tier,
    count(*) filter (closed_at <= $now::timestamp and cause is not null) || ' of ' || count(*)
    || case count(*) when 1 then ' alert' else ' alerts' end || ' closed with a cause' as detail
from cost_alert
where opened_at > $now::timestamp - interval 365 day
    and opened_at <= $now::timestamp - interval 30 day
having count(*) > 0
