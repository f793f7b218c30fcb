-- # One row: of the spikes in the daily cost of the last 365 days that are at least 45 days old (an
-- # invoice has come since), the share that somebody or something recorded. Spikes before the first
-- # record do not count: nothing was recorded then.
-- title = "Spikes of cost that are on record"
-- unit = "share"
-- needs = ["cost_daily", "cost_alert"]
-- per = "organisation"
-- kind = "share"
-- ttl_days = 35
with
since as (
    select
        greatest(min(day), $now::date - 365) as day, min(fetched_at) as fetched_at,
        list(distinct source) as sources
    from cost_alert
    where opened_at <= $now::timestamp
    having count(*) > 0
),
spikes as (
    select s.*
    from spike_alert s
    join since on s.first_day >= since.day
    where s.first_day <= $now::date - 45
),
counted as (
    select
        count(*) as n,
        count(*) filter (alert is not null and opened_at <= $now::timestamp) as hits,
        min(fetched_at) as observed_at,
        flatten(list(sources)) as sources,
        min(tier) as tier,
        list(
            model || ' from ' || first_day || ' (' || currency || ' '
            || format('{:,}', excess_cost::bigint) || ' above usual)'
            order by excess_cost desc, model, first_day
        ) filter (alert is null or opened_at > $now::timestamp) as missing
    from spikes
)
select
    hits / nullif(n, 0) as value,
    n::int as n,
    hits::int as hits,
    least(counted.observed_at, since.fetched_at) as observed_at,
    list_sort(list_distinct(list_concat(coalesce(counted.sources, []), since.sources))) as sources,
    tier,
    case
        when n = 0 then 'no spike in the daily cost since ' || since.day
        else hits || ' of ' || n || ' spikes since ' || since.day || ' are on record'
    end
    || coalesce(
        '; nobody recorded ' || array_to_string(missing[1:3], ', ')
        || case when len(missing) > 3 then ' and ' || (len(missing) - 3) || ' more' else '' end,
        ''
    ) as detail
from counted, since
