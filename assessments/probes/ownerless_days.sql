-- # One row a production model: the longest spell of the last 365 days without an active owner.
-- # Intervals are known no more exactly than they were seen, so the spell has bounds: `low` counts
-- # only days on which no owner can have been active, `high` all days on which none surely was.
-- title = "Longest spell without an active owner"
-- unit = "days"
-- needs = ["ownership", "person"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 7
with
spells as (
    select
        o.*,
        m.owner_required,
        greatest($now::timestamp - interval 365 day, m.created_at) as since,
        -- Until when the person can have been active, and until when they surely were.
        case
            when o.left_on is not null then o.left_on::timestamp
            when o.person is null or o.active then 'infinity'::timestamp
            else o.fetched_at
        end as active_until,
        case
            when o.person is null then '-infinity'::timestamp
            when o.left_on is not null then o.left_on::timestamp
            when o.active then 'infinity'::timestamp
            else '-infinity'::timestamp
        end as surely_active_until
    from owner_spell o
    join model m using (model)
    where o.role = 'owner' and m.production and exists (select 1 from person)
),
intervals as (
    select
        model,
        since,
        'perhaps' as kind,
        coalesce(from_earliest, '-infinity'::timestamp) as starts,
        least(coalesce(until_latest, 'infinity'::timestamp), active_until) as ends
    from spells
    union all
    select
        model,
        since,
        'surely',
        from_latest,
        least(case when until_latest is null then 'infinity'::timestamp else until_earliest end,
            surely_active_until)
    from spells
    union all
    -- What is on record: an owner's own spell, and after the first one everything where the
    -- source is the system of record for owners.
    select
        model,
        since,
        'recorded',
        from_latest,
        case
            when owner_required or until_latest is null then 'infinity'::timestamp
            else until_earliest
        end
    from spells
),
clipped as (
    select
        model,
        kind,
        greatest(starts, since) as starts,
        least(ends, $now::timestamp) as ends
    from intervals
),
edges as (
    select model, kind, starts as moment, 1 as step from clipped where starts < ends
    union all
    select model, kind, ends, -1 from clipped where starts < ends
    union all
    select distinct model, 'window', since, 0 from spells where since < $now::timestamp
    union all
    select distinct model, 'window', $now::timestamp, 0 from spells
),
steps as (
    select
        model,
        moment,
        sum(step) filter (kind = 'perhaps') as perhaps,
        sum(step) filter (kind = 'surely') as surely,
        sum(step) filter (kind = 'recorded') as recorded
    from edges
    group by model, moment
),
segments as (
    select
        model,
        moment as starts,
        lead(moment) over later as ends,
        coalesce(sum(perhaps) over so_far, 0) = 0
            and coalesce(sum(recorded) over so_far, 0) > 0 as surely_none,
        coalesce(sum(surely) over so_far, 0) = 0 as perhaps_none
    from steps
    window
        later as (partition by model order by moment),
        so_far as (partition by model order by moment rows unbounded preceding)
),
numbered as (
    select
        *,
        count(*) filter (not surely_none) over so_far as sure_run,
        count(*) filter (not perhaps_none) over so_far as perhaps_run
    from segments
    where ends is not null
    window so_far as (partition by model order by starts rows unbounded preceding)
),
sure_runs as (
    select model, min(starts) as starts, max(ends) as ends
    from numbered
    where surely_none
    group by model, sure_run
),
perhaps_runs as (
    select model, min(starts) as starts, max(ends) as ends
    from numbered
    where perhaps_none
    group by model, perhaps_run
),
bounds as (
    select
        s.model,
        min(s.fetched_at) as observed_at,
        list_sort(list(distinct s.source)) as sources,
        min(s.tier) as tier,
        any_value(s.since) as since,
        coalesce(any_value(r.days), 0) as low,
        coalesce(any_value(p.days), 0) as high,
        any_value(r.starts) as starts,
        any_value(r.ends) as ends
    from spells s
    left join (
        select
            model,
            max(floor(epoch(ends - starts) / 86400)) as days,
            arg_max(starts, ends - starts) as starts,
            arg_max(ends, ends - starts) as ends
        from sure_runs
        group by model
    ) r using (model)
    left join (
        select model, max(floor(epoch(ends - starts) / 86400)) as days
        from perhaps_runs
        group by model
    ) p using (model)
    group by s.model
)
select
    model,
    case when low = high then low end as value,
    case when low <> high then low end as low,
    case when low <> high then high end as high,
    observed_at,
    sources,
    tier,
    case
        when low = high and low = 0
            then 'an active owner on every day since ' || strftime(since, '%Y-%m-%d')
        when low = 0
            then 'for up to ' || high::int || ' days it is not known that an owner was active'
        else 'no active owner from ' || strftime(starts, '%Y-%m-%d')
            || ' to ' || strftime(ends, '%Y-%m-%d') || ' (' || low::int || ' days)'
    end as detail
from bounds
