-- One row a statement that somebody made, latest first: of one model, or of all where none is named.
select
    model,
    probe,
    value,
    attested_by,
    attested_at,
    until,
    note,
    url,
    source,
    fetched_at,
    count(*) over () as total
from attestation
where ($model::varchar is null or model = $model)
order by attested_at desc, probe
limit $most
