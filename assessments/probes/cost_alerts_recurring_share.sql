-- # One row: of the alerts of cost of the last 365 days whose cause is known, the share whose cause
-- # had led to another one in the year before it.
-- title = "Surprises of cost that recur"
-- unit = "share"
-- needs = ["cost_alert"]
-- per = "organisation"
-- kind = "share"
-- ttl_days = 35
with
told as (
    select
        *,
        lower(trim(cause)) = lag(lower(trim(cause))) over by_cause
        and opened_at <= lag(opened_at) over by_cause + interval 365 day as recurs
    from cost_alert
    where cause is not null and opened_at <= $now::timestamp
    window by_cause as (partition by lower(trim(cause)) order by opened_at, source, alert)
)
select
    count(*) filter (recurs) / count(*) as value,
    count(*)::int as n,
    (count(*) filter (recurs))::int as hits,
    min(fetched_at) as observed_at,
    list_sort(list(distinct source)) as sources,
    min(tier) as tier,
    count(*) filter (recurs) || ' of ' || count(*)
    || case count(*) when 1 then ' alert' else ' alerts' end || ' had a cause that was known'
    || coalesce(': ' || string_agg(distinct cause, ', ' order by cause) filter (recurs), '')
        as detail
from told
where opened_at > $now::timestamp - interval 365 day
having count(*) > 0
