-- One row a model and role: who answers for it now; declared before registry, then the latest.
select *
from owner_spell
where until_latest is null
qualify
    row_number() over (
        partition by model, role
        order by declared desc, from_latest desc, source, person_text
    ) = 1
