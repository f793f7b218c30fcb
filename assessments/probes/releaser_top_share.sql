-- # One row a production model released in the last 365 days: the largest part of these releases
-- # that one person made. The releases of actors in no directory may be that person's too.
-- title = "Largest part of the releases that one person made"
-- unit = "share"
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
        sum(releases) as total,
        coalesce(sum(releases) filter (active is null), 0) as by_unknown,
        coalesce(max(releases) filter (active is not null), 0) as most_by_known,
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
    case when by_unknown = 0 then most_by_known / total end as value,
    case when by_unknown > 0 then most_by_known / total end as low,
    case when by_unknown > 0 then (most_by_known + by_unknown) / total end as high,
    observed_at,
    sources,
    tier,
    'releases in 365 days: ' || names as detail
from counted
