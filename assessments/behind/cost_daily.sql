-- One row a charge, or the part of it that is the model's, latest first: of one model, or of all
-- where none is named, what found no model first and taxes last.
select
    model,
    day,
    service,
    resource,
    effective_cost,
    currency,
    charge_category,
    charges,
    file,
    provider,
    account,
    sku,
    method,
    rule,
    share,
    estimated,
    source,
    fetched_at,
    count(*) over () as total
from cost
where ($model::varchar is null or model = $model)
order by
    $model::varchar is null and model <> '(unallocated)',
    charge_category = 'Tax',
    day desc, effective_cost desc, service, resource, sku
limit $most
