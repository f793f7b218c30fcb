-- # One row a production model with a release on record: days since somebody other than the author
-- # of the version released it; a way back is no release. A release by an actor, or of an author,
-- # in no directory may be one: `low` counts from the last of these. Where there is none at all, it
-- # is at least as long ago as releases have been recorded.
-- title = "Days since someone else than its author released it"
-- unit = "days"
-- needs = ["deployment", "model_version", "person"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 7
with
released as (
    select
        r.model,
        r.release,
        r.version,
        r.released_at,
        r.called,
        v.created_by,
        case
            when r.releaser = lower(trim(v.created_by)) or r.releaser = author.person then false
            when r.active is not null and author.person is not null then true
        end as by_other,
        r.sources,
        r.tier,
        r.fetched_at
    from release_by_person r
    left join version v
        on v.model = r.model and ltrim(lower(v.version), 'v') = ltrim(lower(r.version), 'v')
    left join person_login author on author.login = lower(trim(v.created_by))
    where r.kind <> 'rollback' and r.released_at <= $now::timestamp
),
counted as (
    select
        model,
        count(*) as releases,
        min(released_at) as first_at,
        max(released_at) filter (by_other) as other_at,
        arg_max(version, released_at) filter (by_other) as version,
        arg_max(called, released_at) filter (by_other) as called,
        arg_max(created_by, released_at) filter (by_other) as author,
        max(released_at) filter (by_other is null) as perhaps_at,
        arg_max(coalesce(called, 'no actor recorded'), released_at) filter (by_other is null)
            as perhaps_called,
        min(fetched_at) as observed_at,
        list_sort(list_distinct(flatten(list(sources)))) as sources,
        min(tier) as tier
    from released
    group by model
),
dated as (
    select
        *,
        date_diff('day', other_at, $now::timestamp) as days,
        date_diff('day', coalesce(greatest(perhaps_at, other_at), first_at), $now::timestamp)
            as least_days,
        other_at is not null and coalesce(perhaps_at < other_at, true) as exact
    from counted
)
select
    model,
    case when exact then days end::double as value,
    case when not exact then least_days end::double as low,
    case when not exact then days end::double as high,
    observed_at,
    sources,
    tier,
    case
        when other_at is not null
            then 'version ' || version || ', made by ' || author || ', was released by ' || called
                || ' on ' || strftime(other_at, '%Y-%m-%d')
        when perhaps_at is null
            then 'all ' || releases || ' releases since ' || strftime(first_at, '%Y-%m-%d')
                || ' are by the authors of their versions'
        else 'no release is known to be by someone else than its author'
    end || case
        when exact or perhaps_at is null then ''
        else '; the one of ' || strftime(perhaps_at, '%Y-%m-%d') || ' (' || perhaps_called
            || ') may be'
    end as detail
from dated
