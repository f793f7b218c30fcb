-- One row a statement by a person that a probe's matter holds; model null: of the organisation.
-- self is true where the model's own owner said it: such a statement proves nothing.
select
    attestation.probe,
    if(attestation.model is null, null, coalesce(named.model, '(unallocated)')) as model,
    attestation.value,
    attestation.attested_by,
    person_login.person,
    coalesce(person_login.person = owner.person, false)
    or coalesce(lower(trim(attestation.attested_by)) = lower(trim(owner.person_text)), false)
        as self,
    attestation.attested_at,
    attestation.until,
    attestation.note,
    attestation.url,
    attestation.source,
    0.5::double as tier,
    attestation.fetched_at
from landed.attestation as attestation
left join named on named.text = attestation.model
left join owner on owner.model = named.model and owner.role = 'owner'
left join person_login on person_login.login = lower(trim(attestation.attested_by))
