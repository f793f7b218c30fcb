-- # One row a production model released in the last 90 days: the share of these releases, hotfixes
-- # and ways back of which it is known who made them, a person of the directory. An account in no
-- # directory may stand for a person or not.
-- title = "Production changes of which it is known who made them"
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
        count(*) filter (maker_person is not null) as known,
        count(*) filter (maker_missing) as missing,
        arg_max(coalesce(version, release), released_at) filter (maker_missing)
            as nobody_version,
        max(released_at) filter (maker_missing) as nobody_at,
        arg_max(maker, released_at) filter (maker_person is null) as stranger,
        min(fetched_at) as observed_at,
        list_sort(list(distinct source)) as sources,
        min(tier) as tier
    from signed_release
    where released_at > $now::timestamp - interval 90 day and released_at <= $now::timestamp
    group by model
)
select
    model,
    case when known + missing = changes then known / changes end as value,
    case when known + missing < changes then known / changes end as low,
    case when known + missing < changes then (changes - missing) / changes end as high,
    observed_at,
    sources,
    tier,
    'a person is named for ' || known || ' of ' || changes
    || case changes when 1 then ' change' else ' changes' end || ' in 90 days' || case
        when missing > 0
            then '; version ' || nobody_version || ' of ' || strftime(nobody_at, '%Y-%m-%d')
                || ' names nobody'
        else ''
    end || coalesce('; ' || stranger || ' is in no directory', '') as detail
from counted
where exists (select 1 from person)
