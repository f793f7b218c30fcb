-- One row if one of these lower-case texts names the owner of a model: the owner, as they are known.
select coalesce(name, person_text) as owner
from owner
where role = 'owner'
    and model = $model
    and (
        list_contains($texts::varchar[], lower(trim(person_text)))
        or list_contains($texts::varchar[], lower(trim(name)))
        or person in (
            select person from person_login where list_contains($texts::varchar[], login)
        )
    )
