-- One row a person of the company: the directory's record before one that is kept in a file.
-- active is false for who has left by the day of the reading; a day in the future is not yet.
with
record as (
    select
        person.*, lower(trim(person.person)) as id, trust.tier as source_tier,
        row_number() over (
            partition by lower(trim(person.person))
            order by trust.by_hand, person.source, person.person
        ) as place
    from landed.person as person
    join source_trust as trust on trust.source = person.source
)
select
    arg_min(person, place) as person,
    arg_min(name, place) as name,
    first(active and coalesce(left_on > fetched_at::date, true) order by place) as active,
    arg_min(started_on, place) as started_on,
    first(left_on order by place) as left_on,
    arg_min(team, place) as team,
    arg_min(source, place) as source,
    arg_min(source_tier, place) as tier,
    arg_min(fetched_at, place) as fetched_at
from record
group by id
