-- # One row: of the spikes in the daily cost of the last 365 days that are at least 7 days old, the
-- # share for which an alert came by itself and went to one who answers for the model. Spikes before
-- # the first record do not count. Where it is not recorded how an alert came, or whom it reached,
-- # it may have been so.
-- title = "Spikes that an automatic alert took to the owner"
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
    select
        s.*,
        case
            when s.alert is null or s.opened_at > $now::timestamp then 'not recorded'
            when s.automatic is false then 'found by a person'
            when s.to_owner is false then 'told to someone else'
            when s.automatic and s.to_owner then 'automatic, to the owner'
            else 'unknown'
        end as how
    from spike_alert s
    join since on s.first_day >= since.day
    where s.first_day <= $now::date - 7
),
ways as (
    select how, count(*) as spikes from spikes group by how
),
counted as (
    select
        count(*) as n,
        count(*) filter (how = 'automatic, to the owner') as hits,
        count(*) filter (how = 'unknown') as open,
        min(fetched_at) as observed_at,
        flatten(list(sources)) as sources,
        min(tier) as tier
    from spikes
)
select
    case when open = 0 then hits / nullif(n, 0) end as value,
    case when open > 0 then hits / n end as low,
    case when open > 0 then (hits + open) / n end as high,
    n::int as n,
    hits::int as hits,
    least(counted.observed_at, since.fetched_at) as observed_at,
    list_sort(list_distinct(list_concat(coalesce(counted.sources, []), since.sources))) as sources,
    tier,
    case
        when n = 0 then 'no spike in the daily cost since ' || since.day
        else n || ' spikes since ' || since.day || ': ' || (
            select string_agg(spikes || ' ' || how, ', ' order by spikes desc, how) from ways
        )
    end as detail
from counted, since
