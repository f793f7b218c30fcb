-- One row a person who started after releases began to be recorded, and has released since: the
-- days from the first day to the first release. Who had released before starting is no newcomer.
with
began as (
    select min(released_at)::date as day from release where seen = 'deployment'
),
released as (
    select
        person_login.person,
        min(release.released_at) as released_at,
        arg_min(release.release, release.released_at) as release,
        arg_min(release.source, release.released_at) as source,
        min(release.tier) as tier,
        min(release.fetched_at) as fetched_at
    from release
    join person_login on person_login.login = lower(trim(release.actor))
    where release.seen = 'deployment'
    group by person_login.person
)
select
    person.person,
    coalesce(person.name, person.person) as called,
    person.started_on,
    released.released_at,
    released.release,
    date_diff('day', person.started_on, released.released_at::date) as days,
    list_sort(list_distinct([released.source, person.source])) as sources,
    least(released.tier, person.tier) as tier,
    least(released.fetched_at, person.fetched_at) as fetched_at
from released
join person using (person)
join began on person.started_on >= began.day
where released.released_at::date >= person.started_on
