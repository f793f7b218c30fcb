-- One row a production model with a runbook that is not missing: the runbook that counts.
-- It is the one whose link resolves; of several, or without one, the one that was edited last.
select document.* exclude (kind)
from document
join model on model.model = document.model and model.production
where document.kind = 'runbook' and document.state <> 'missing'
qualify
    row_number() over (
        partition by document.model
        order by
            document.state = 'exists' desc, document.edited_at desc nulls last, document.location
    ) = 1
