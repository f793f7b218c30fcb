-- # One row a production model whose service somebody is on call for: whole hours of the 90 days
-- # before the reading in which nobody was. What lies before the first shift on record is not
-- # known, nor is when somebody without a last day left: the hours then have bounds.
-- title = "Hours without anyone on call"
-- unit = "hours"
-- needs = ["on_call"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 7
-- attestable = true
with
shift as (
    select
        model,
        source,
        fetched_at,
        tier,
        min(least(fetched_at, $now::timestamp)) over (partition by model) as moment,
        moment - interval 90 day as since,
        starts_at,
        least(coalesce(ends_at, 'infinity'::timestamp), left_on::timestamp) as ends_at,
        -- Who is gone since no known day may have been there, or not.
        left_on is null and active is false as perhaps
    from on_call
),
clipped as (
    select model, kind, greatest(starts_at, since) as starts, least(ends_at, moment) as ends
    from (
        select *, 'perhaps' as kind from shift
        union all
        select *, 'surely' from shift where not perhaps
    )
    where starts_at < moment and ends_at > since and starts_at < ends_at
),
begun as (
    select
        *,
        coalesce(
            starts > max(ends) over (
                partition by model, kind order by starts, ends
                rows between unbounded preceding and 1 preceding
            ),
            true
        ) as begins
    from clipped
),
numbered as (
    select
        *,
        count(*) filter (begins) over (
            partition by model, kind order by starts, ends rows unbounded preceding
        ) as island
    from begun
),
island as (
    select model, kind, min(starts) as starts, max(ends) as ends
    from numbered
    group by model, kind, island
),
covered as (
    select
        model,
        sum(epoch(ends - starts)) filter (kind = 'perhaps') / 3600 as perhaps_hours,
        sum(epoch(ends - starts)) filter (kind = 'surely') / 3600 as sure_hours
    from island
    group by model
),
span as (
    select
        model,
        any_value(since) as since,
        any_value(moment) as moment,
        least(greatest(min(starts_at), any_value(since)), any_value(moment)) as known_since,
        min(fetched_at) as observed_at,
        list_sort(list(distinct source)) as sources,
        min(tier) as tier
    from shift
    group by model
),
edge as (
    -- The spells on call, between the first moment that is known and the reading.
    select model, ends as starts, starts as place from island where kind = 'perhaps'
    union all
    select model, known_since, '-infinity'::timestamp from span
),
gap as (
    select
        edge.model,
        edge.starts,
        coalesce(
            lead(edge.place) over (partition by edge.model order by edge.place), span.moment
        ) as ends
    from edge
    join span using (model)
),
longest as (
    select model, arg_max(starts, ends - starts) as starts, arg_max(ends, ends - starts) as ends
    from gap
    where ends > starts
    group by model
),
bounds as (
    select
        s.*,
        floor(
            greatest(0, epoch(s.moment - s.known_since) / 3600 - coalesce(c.perhaps_hours, 0))
        ) as at_least,
        floor(epoch(s.moment - s.since) / 3600 - coalesce(c.sure_hours, 0)) as at_most,
        l.starts,
        l.ends
    from span s
    left join covered c using (model)
    left join longest l using (model)
)
select
    b.model,
    case when b.at_least = b.at_most then b.at_least end as value,
    case when b.at_least < b.at_most then b.at_least end as low,
    case when b.at_least < b.at_most then b.at_most end as high,
    b.observed_at,
    b.sources,
    b.tier,
    case
        when b.at_most = 0 then 'somebody was on call in every hour of 90 days'
        when b.at_least = 0
            then 'no gap since ' || strftime(b.known_since, '%Y-%m-%d')
                || '; not all before or of it is on record'
        else 'nobody was on call for ' || b.at_least::bigint
            || case b.at_least when 1 then ' hour' else ' hours' end || ', the longest from '
            || strftime(b.starts, '%Y-%m-%d %H:%M') || ' to '
            || strftime(b.ends, '%Y-%m-%d %H:%M')
    end as detail
from bounds b
join model m using (model)
where m.production
