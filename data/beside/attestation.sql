-- One row a statement by a person that a probe's matter holds; model null: of the organisation.
-- Those of the sources, and those made in the app. The latter stand in the store and are read
-- whenever they are asked for, so their fetched_at lies beyond any moment that is judged at.
select * from main.attestation
union all by name
select
    said.probe,
    if(said.model is null, null, coalesce(named.model, '(unallocated)')) as model,
    said.value,
    said.respondent_name as attested_by,
    coalesce(mail_login.person, name_login.person) as person,
    coalesce(
        owner.person in (mail_login.person, name_login.person)
        or lower(trim(said.respondent_name)) in (
            lower(trim(owner.person_text)), lower(trim(owner.name))
        )
        or lower(trim(said.mail)) = lower(trim(owner.person_text)),
        false
    ) as self,
    said.attested_at,
    said.until,
    said.note,
    said.link as url,
    'the app' as source,
    0.5::double as tier,
    timestamp '9999-12-31 00:00:00' as fetched_at
from written_attestation as said
left join main.named as named on named.text = said.model
left join main.owner as owner on owner.model = named.model and owner.role = 'owner'
left join main.person_login as mail_login on mail_login.login = lower(trim(said.mail))
left join main.person_login as name_login on name_login.login = lower(trim(said.respondent_name))
