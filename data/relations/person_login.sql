-- One row a lower-case text that names exactly one person: an id, a name or a login.
-- A text that names two persons is left out, so it resolves to nobody.
with
record as (
    select person.person as text_id, named.person, person.name, person.logins
    from landed.person as person
    join person as named on lower(trim(named.person)) = lower(trim(person.person))
),
way as (
    select text_id as text, person from record
    union all select name, person from record
    union all select unnest(logins), person from record
)
select lower(trim(text)) as login, min(person) as person
from way
where trim(text) <> ''
group by lower(trim(text))
having count(distinct person) = 1
