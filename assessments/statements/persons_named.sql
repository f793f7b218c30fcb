-- One row a person of the directory whom one of these lower-case texts names.
select distinct person
from person_login
where list_contains($texts::varchar[], login)
order by person
