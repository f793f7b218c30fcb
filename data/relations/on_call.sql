-- One row a stretch of time in which a person is on call for a service, and the service's model.
-- active is null for a person in no directory: unknown.
select
    match.model,
    on_call.service,
    on_call.person as person_text,
    person.person,
    person.name,
    person.active,
    person.left_on,
    on_call.starts_at,
    on_call.ends_at,
    on_call.source,
    least(trust.tier, person.tier) as tier,
    on_call.fetched_at
from landed.on_call as on_call
join match
    on match.entity = 'service'
    and match.source = on_call.source
    and match.id = on_call.service
    and match.target is not distinct from on_call.model
join source_trust as trust on trust.source = on_call.source
left join person_login on person_login.login = lower(trim(on_call.person))
left join person on person.person = person_login.person
