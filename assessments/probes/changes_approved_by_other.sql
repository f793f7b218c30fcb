-- # One row a production model with a release or hotfix in the last 90 days: the share that
-- # somebody other than its maker approved. A way back needs no approval of its own. Where one of
-- # the two is in no directory, it may be either.
-- title = "Production changes approved by another person than their maker"
-- unit = "share"
-- needs = ["deployment", "person"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 7
-- attestable = true
with
counted as (
    select
        model,
        count(*) as changes,
        count(*) filter (by_other) as approved,
        count(*) filter (not by_other) as alone,
        arg_max(
            {
                'version': coalesce(version, release),
                'day': strftime(released_at, '%Y-%m-%d'),
                'approver': approver
            },
            released_at
        ) filter (not by_other) as last_alone,
        min(fetched_at) as observed_at,
        list_sort(list(distinct source)) as sources,
        min(tier) as tier
    from signed_release
    where kind <> 'rollback'
        and released_at > $now::timestamp - interval 90 day and released_at <= $now::timestamp
    group by model
)
select
    model,
    case when approved + alone = changes then approved / changes end as value,
    case when approved + alone < changes then approved / changes end as low,
    case when approved + alone < changes then (changes - alone) / changes end as high,
    observed_at,
    sources,
    tier,
    'another person approved ' || approved || ' of ' || changes
    || case changes when 1 then ' release' else ' releases' end || ' in 90 days' || case
        when alone = 0 then ''
        when last_alone.approver is null
            then '; nobody approved version ' || last_alone.version || ' of ' || last_alone.day
        else '; ' || last_alone.approver || ' made and approved version ' || last_alone.version
            || ' of ' || last_alone.day
    end as detail
from counted
where exists (select 1 from person)
