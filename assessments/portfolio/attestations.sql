-- One row a probe and subject (model null: the organisation): the latest statement by someone
-- other than the owner that holds today. One that a source brought was seen when it was read, one
-- that was made in the app is seen now: it stays fresh through its last day. age_days: since then.
select
    probe,
    model,
    value,
    least(fetched_at, $now::timestamp) as fetched_at,
    source,
    greatest(date_diff('day', attested_at, $now::timestamp), 0) as age_days,
    'attested by ' || attested_by || ' on ' || strftime(attested_at, '%Y-%m-%d')
    || ' until ' || strftime(until, '%Y-%m-%d') || coalesce(
        ': ' || if(len(said) > 160, left(said, 159) || '…', said), ''
    ) as detail
from attestation, lateral (select trim(regexp_replace(note, '\s+', ' ', 'g')) as said)
where not self and attested_at::date <= $now::date and until >= $now::date
qualify row_number() over (
    partition by probe, model order by attested_at desc, source, attested_by
) = 1
