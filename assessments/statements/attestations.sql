-- One row a statement, of a source or of the app; self: the model's owner said it.
select
    probe, model, value, attested_by, self, attested_at, until, note, url, source
from attestation
order by attested_at desc, source, probe, model, attested_by
