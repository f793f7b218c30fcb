-- One row a probe and subject (model null: the organisation): the latest statement by someone
-- other than the owner that holds today.
select
    probe,
    model,
    value,
    fetched_at,
    source,
    'attested by ' || attested_by || ' on ' || strftime(attested_at, '%Y-%m-%d')
    || ' until ' || strftime(until, '%Y-%m-%d') || coalesce(': ' || note, '') as detail
from attestation
where not self and attested_at <= $now::timestamp and until >= $now::date
qualify row_number() over (
    partition by probe, model order by attested_at desc, source, attested_by
) = 1
