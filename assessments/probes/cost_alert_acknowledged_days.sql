-- # One row: of each alert of cost of the last 365 days, how many working days (Monday to Friday,
-- # UTC) passed until somebody took it up. One that still waits counts by its age once it is over
-- # seven days old; before that it tells nothing.
-- title = "Working days until an alert of cost is taken up"
-- unit = "working days"
-- needs = ["cost_alert"]
-- per = "organisation"
-- kind = "sample"
-- ttl_days = 35
with
waits as (
    select
        alert, source, tier, fetched_at, opened_at,
        coalesce(acknowledged_at <= $now::timestamp, false) as taken_up,
        case when acknowledged_at <= $now::timestamp then acknowledged_at else $now::timestamp end
            as until
    from cost_alert
    where opened_at > $now::timestamp - interval 365 day
        and opened_at <= $now::timestamp
        and (
            acknowledged_at <= $now::timestamp
            or opened_at < $now::timestamp - interval 7 day
        )
),
every_day as (
    select
        *, unnest(generate_series(opened_at::date, until::date, interval 1 day)) as day
    from waits
),
waited as (
    select
        alert, source, taken_up, tier, fetched_at,
        coalesce(
            sum(epoch(least(until, day + interval 1 day) - greatest(opened_at, day)))
                filter (isodow(day) <= 5),
            0
        ) / 86400 as days
    from every_day
    group by alert, source, taken_up, tier, fetched_at
)
select
    list_median(list(days)) as value,
    count(*)::int as n,
    list(days order by days) as samples,
    min(fetched_at) as observed_at,
    list_sort(list(distinct source)) as sources,
    min(tier) as tier,
    count(*) || case count(*) when 1 then ' alert' else ' alerts' end || ' in 365 days: '
    || string_agg(printf('%g', round(days, 1)), ', ' order by days) || ' working days'
    || case when count(*) filter (not taken_up) = 0 then ''
        else '; ' || count(*) filter (not taken_up) || ' still waiting' end as detail
from waited
having count(*) > 0
