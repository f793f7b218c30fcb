-- One row an interval in which a person answered for a model, as one source saw it, open or closed.
-- person is null where the text names nobody known or two persons; active is then null: unknown.
select
    model_name.model,
    spell.role,
    spell.person as person_text,
    person.person,
    person.name,
    person.active,
    person.left_on,
    person.team,
    spell.reviewed_at,
    spell.from_earliest,
    spell.from_latest,
    spell.until_earliest,
    spell.until_latest,
    spell.seen_by,
    spell.actor,
    spell.source,
    trust.declares as declared,
    trust.tier,
    spell.fetched_at
from landed.ownership as spell
join model_name on model_name.name = spell.model
join source_trust as trust on trust.source = spell.source
left join person_login on person_login.login = lower(trim(spell.person))
left join person on person.person = person_login.person
