-- One row an entry of the directory: of the people who answered for, released or are on call for a
-- model, or of everybody where none is named; who has left goes first.
with
named_there as (
    select person from owner_spell where $model::varchar is null or model = $model
    union
    select person from on_call where $model::varchar is null or model = $model
    union
    select login.person
    from release
    join person_login as login on login.login in (lower(trim(actor)), lower(trim(approver)))
    where $model::varchar is null or model = $model
)
select
    person.person,
    person.name,
    person.active,
    person.team,
    person.started_on,
    person.left_on,
    person.source,
    person.fetched_at,
    count(*) over () as total
from person
where $model::varchar is null or person.person in (select person from named_there)
order by person.active, person.left_on desc nulls last, person.person
limit $most
