-- One row a production model with a card that is not missing: the card that counts.
-- It is the card of the version that serves now; without one, a card that names no version; of
-- several, the one that was edited last.
select
    document.* exclude (kind),
    serving_now.version as serving,
    ltrim(lower(document.version), 'v') = ltrim(lower(serving_now.version), 'v') as of_serving
from document
join model on model.model = document.model and model.production
left join serving_now on serving_now.model = document.model
where document.kind = 'model_card' and document.state <> 'missing'
qualify
    row_number() over (
        partition by document.model
        order by
            coalesce(of_serving, false) desc, document.version is null desc,
            document.edited_at desc nulls last, document.location
    ) = 1
