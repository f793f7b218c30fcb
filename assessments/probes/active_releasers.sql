-- # One row a production model released in the last 365 days: how many active people made two or
-- # more of these releases. Releases of actors in no directory may be of more people: one each for
-- # those who made one release, two each for anybody else.
-- title = "Active people who can release it"
-- unit = "people"
-- needs = ["deployment", "person"]
-- per = "model"
-- kind = "fact"
-- ttl_days = 7
with
people as (
    select
        model,
        any_value(called) as called,
        any_value(active and coalesce(left_on > $now::date, true)) as active,
        any_value(left_on) as left_on,
        count(*) as releases,
        min(fetched_at) as fetched_at,
        flatten(list(sources)) as sources,
        min(tier) as tier
    from release_by_person
    where released_at > $now::timestamp - interval 365 day and released_at <= $now::timestamp
    group by model, releaser
),
counted as (
    select
        model,
        count(*) filter (active and releases >= 2) as at_least,
        -- Behind a pipeline's account may stand several people.
        coalesce(sum(releases) filter (active is null), 0) as by_unknown,
        least(count(*) filter (active and releases = 1), by_unknown) as perhaps_second,
        perhaps_second + (by_unknown - perhaps_second) // 2 as perhaps_more,
        string_agg(
            coalesce(called, 'no actor recorded') || ' (' || releases || case
                when called is null then ''
                when active is null then ', in no directory'
                when active then ''
                when left_on is null then ', no longer active'
                else ', left on ' || strftime(left_on, '%Y-%m-%d')
            end || ')',
            ', ' order by releases desc, called
        ) as names,
        min(fetched_at) as observed_at,
        list_sort(list_distinct(flatten(list(sources)))) as sources,
        min(tier) as tier
    from people
    group by model
)
select
    model,
    case when perhaps_more = 0 then at_least end::double as value,
    case when perhaps_more > 0 then at_least end::double as low,
    case when perhaps_more > 0 then at_least + perhaps_more end::double as high,
    observed_at,
    sources,
    tier,
    'releases in 365 days: ' || names as detail
from counted
