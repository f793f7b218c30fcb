-- One row a plan for a model and month, latest first: of one model, or of all where none is named.
select
    model,
    month,
    kind,
    amount,
    currency,
    source,
    fetched_at,
    count(*) over () as total
from budget
where ($model::varchar is null or model = $model)
order by month desc, kind, currency
limit $most
